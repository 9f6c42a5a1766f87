#include "protocols/hotpin/messages/server_messages.hpp"

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/utf8.hpp"
#include "protocols/hotpin/messages/item_messages.hpp"

namespace hotpin::protocols::hotpin {
namespace {

/// One JSON object, field by field, in order. Numbers are written as people write them: Boost.JSON
/// gives 12.5 as 1.25E1.
class JsonText {
 public:
  JsonText() = default;
  explicit JsonText(std::string_view status) { text("status", status); }

  JsonText& text(std::string_view key, std::string_view value) {
    return raw(key, boost::json::serialize(base::to_valid_utf8(value)));
  }
  JsonText& count(std::string_view key, std::uint64_t value) {
    return raw(key, std::to_string(value));
  }
  JsonText& turn(base::TurnId id) { return count("turn", id.value); }
  JsonText& boolean(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  JsonText& number(std::string_view key, double value) {
    if (!std::isfinite(value)) return raw(key, "null");
    std::array<char, 330> digits;  // the longest double has 309 before the point
    const auto end =
        std::to_chars(digits.begin(), digits.end(), value, std::chars_format::fixed, 1);
    return raw(key, {digits.data(), end.ptr});
  }
  JsonText& words(const std::vector<protocol::TimedWord>& words) {
    std::string list;
    for (const protocol::TimedWord& word : words) {
      list += list.empty() ? "[" : ",";
      list += JsonText()
                  .text("word", word.text)
                  .number("start_ms", word.begin_ms)
                  .number("end_ms", word.end_ms)
                  .done();
    }
    return raw("words", list + "]");
  }
  std::string done() { return std::move(written_) + "}"; }

 private:
  JsonText& raw(std::string_view key, std::string_view value) {
    written_ += written_.empty() ? "{" : ",";
    written_ += boost::json::serialize(base::to_valid_utf8(key));
    written_ += ":";
    written_ += value;
    return *this;
  }

  std::string written_;
};

/// What counts is the length on the wire, where a quotation mark takes two bytes and a control
/// character six.
std::string cut(std::string_view given, TextLength length) {
  if (length == TextLength::whole) return std::string(given);
  std::string text = base::to_valid_utf8(given);
  std::size_t written = 0;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const auto byte = static_cast<unsigned char>(text[end]);
    const bool is_escaped = byte == '"' || byte == '\\';
    written += byte < 0x20 ? 6 : is_escaped ? 2 : 1;
    if (written > kMaxDeviceTextBytes) break;
  }
  if (end == text.size()) return text;
  text.resize(end);
  text.resize(base::whole_characters(text));
  return text;
}

JsonText processing(std::string_view stage, base::TurnId turn) {
  JsonText json("processing");
  json.text("stage", stage).turn(turn);
  return json;
}

std::string speech(std::string_view status, base::TurnId turn, double at_ms, SpeechPlace place) {
  JsonText json(status);
  json.turn(turn);
  if (place == SpeechPlace::told) json.number("at_ms", at_ms);
  return json.done();
}

}  // namespace

std::string to_json(const protocol::Connected& event, TextLength length) {
  JsonText json("connected");
  json.text("session_id", event.session_id);
  // The devices' firmware is as it is: nothing for it that it cannot use.
  if (!event.resume_token.empty() && length == TextLength::whole)
    json.text("resume", event.resume_token);
  return json.done();
}

std::string to_json(const protocol::SpeechStarted& event, SpeechPlace place) {
  return speech("speech_started", event.turn, event.at_ms, place);
}

std::string to_json(const protocol::SpeechStopped& event, SpeechPlace place) {
  return speech("speech_stopped", event.turn, event.at_ms, place);
}

std::string to_json(const protocol::InputKept& event, TextLength length) {
  JsonText json("transcript");
  json.turn(event.turn).text("text", cut(event.transcript, length));
  if (event.hit_limit) json.text("ended_by", "limit");
  if (!event.words.empty() && length == TextLength::whole) json.words(event.words);
  return json.done();
}

std::string to_json(const protocol::PartialTranscript& event, TextLength length) {
  return JsonText("partial").turn(event.turn).text("text", cut(event.text, length)).done();
}

std::string to_json(const AudioReceived& event) {
  return JsonText("receiving")
      .count("chunks_received", event.messages)
      .count("bytes_received", event.bytes)
      .done();
}

std::string to_json(const protocol::Transcribing& event) {
  JsonText json = processing("transcription", event.turn);
  if (event.hit_limit) json.text("ended_by", "limit");
  return json.done();
}

std::string to_json(const protocol::Thinking& event, TextLength length) {
  JsonText json = processing("llm", event.turn);
  json.text("transcript", cut(event.transcript, length)).boolean("has_image", event.has_image);
  if (!event.words.empty() && length == TextLength::whole) json.words(event.words);
  return json.done();
}

std::string to_json(const protocol::SpeakingStarted& event, TextLength length) {
  return processing("tts", event.turn).text("response", cut(event.text, length)).done();
}

std::string to_json(const protocol::PhraseSpoken& event, TextLength length) {
  return JsonText("speaking").turn(event.turn).text("text", cut(event.text, length)).done();
}

std::string to_json(const protocol::TextWritten& event) {
  return JsonText("text").turn(event.turn).text("text", event.text).done();
}

std::string to_json(const protocol::ReplyHeld& event) {
  return JsonText("hold").turn(event.turn).done();
}

std::string to_json(const protocol::ReplyResumed& event) {
  return JsonText("resume").turn(event.turn).done();
}

std::string to_json(const protocol::Interrupted& event, TextLength length) {
  return JsonText("interrupted")
      .turn(event.turn)
      .text("heard_text", cut(event.heard_text, length))
      .done();
}

std::string to_json(const protocol::Failed& event, TextLength length) {
  JsonText json("error");
  json.text("message", cut(event.message, length)).text("code", event.code);
  if (event.turn.value != 0) json.turn(event.turn);
  return json.done();
}

std::string to_json(const protocol::LedgerReport& event) {
  JsonText json("ledger");
  json.turn(event.turn);
  for (const auto& [name, value] : event.figures) json.number(name, value);
  for (const auto& [name, value] : event.labels) json.text(name, value);
  return json.done();
}

std::string to_json(const protocol::Completed& event, TextLength length) {
  JsonText json("complete");
  json.turn(event.turn);
  // A device that misses this message is stuck, and the shorter it is the likelier it comes whole.
  if (length == TextLength::whole) json.text("response", event.response);
  return json.text("how", protocol::to_word(event.how)).done();
}

std::string to_json(const protocol::HistoryForgotten&) { return JsonText("reset_complete").done(); }

std::string to_json(const protocol::SettingsTaken&) { return JsonText("settings").done(); }

std::string to_json(const protocol::ItemKept& event) {
  JsonText json("item");
  if (event.turn.value != 0) json.turn(event.turn);
  const dialog::Item& item = event.item;
  json.text("id", item.id).text("kind", to_word(item.kind)).text("text", item.text);
  if (!item.name.empty()) json.text("name", item.name);
  if (!item.call_id.empty()) json.text("call_id", item.call_id);
  return json.done();
}

std::string to_json(const protocol::ItemGone& event) {
  return JsonText("item_deleted").text("id", event.id).done();
}

}  // namespace hotpin::protocols::hotpin
