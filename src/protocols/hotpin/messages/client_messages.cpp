#include "protocols/hotpin/messages/client_messages.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "protocol/session_id.hpp"
#include "protocols/hotpin/messages/conversation_settings.hpp"
#include "protocols/hotpin/messages/item_messages.hpp"
#include "protocols/hotpin/messages/json_members.hpp"

namespace hotpin::protocols::hotpin {
namespace {

namespace json = boost::json;
using MaybeEvent = std::optional<protocol::ClientEvent>;

constexpr std::size_t kMaxResumeTokenBytes = 128;
constexpr std::size_t kMaxTextBytes = 2000;
constexpr double kMaxPlayedMs = 24 * 3600 * 1000.0;

/// Nothing when `text` is not JSON or nested too deep.
std::optional<json::value> parse(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  boost::system::error_code error;
  json::value parsed = json::parse(text, error, {}, options);
  if (error) return std::nullopt;
  return parsed;
}

bool is_true(const json::value* value) {
  return value != nullptr && value->is_bool() && value->get_bool();
}

/// Milliseconds of a reply's audio, bounded: no reply is a day long.
std::optional<double> milliseconds(const json::value* value) {
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double given = value->to_number<double>();
  if (!(given >= 0 && given <= kMaxPlayedMs)) return std::nullopt;
  return given;
}

base::TurnId turn_in(const json::object& fields) {
  const json::value* value = fields.if_contains("turn");
  boost::system::error_code error;
  if (value == nullptr || !value->is_number()) return {};
  const auto given = value->to_number<std::uint32_t>(error);
  return {error ? 0 : given};
}

/// What is malformed is no wish: the conversation begins as a new connection of its session.
std::optional<protocol::ResumeWish> parse_resume(const json::value* value) {
  const json::object* fields = value == nullptr ? nullptr : value->if_object();
  if (fields == nullptr) return std::nullopt;
  const std::string_view token = as_text(fields->if_contains("token"));
  if (token.empty() || token.size() > kMaxResumeTokenBytes) return std::nullopt;
  return protocol::ResumeWish{std::string(token), turn_in(*fields),
                              milliseconds(fields->if_contains("played_ms")).value_or(0),
                              is_true(fields->if_contains("drop"))};
}

base::Result<MaybeEvent> played_event(const json::value& value) {
  const json::object* fields = value.if_object();
  const auto played = fields == nullptr ? std::nullopt : milliseconds(fields->if_contains("ms"));
  if (!played || turn_in(*fields).value == 0) {
    return base::Error{"bad_played", "played must be an object with a turn and its ms."};
  }
  return MaybeEvent{protocol::Played{turn_in(*fields), *played}};
}

/// What a person wrote, on one line.
base::Result<MaybeEvent> text_event(const json::value& value) {
  std::string text(as_text(&value));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  text = base::trimmed(text, " ");
  if (text.empty() || text.size() > kMaxTextBytes) {
    return base::Error{"bad_text", "text must be a string of 1 to 2000 bytes."};
  }
  return MaybeEvent{protocol::TextIn{std::move(text)}};
}

MaybeEvent signal_event(std::string_view signal) {
  if (signal == "EOS") return protocol::EndOfSpeech{};
  if (signal == "COMMIT") return protocol::InputCommitted{};
  if (signal == "CLEAR") return protocol::InputCleared{};
  if (signal == "ANSWER") return protocol::AnswerWanted{};
  if (signal == "CANCEL") return protocol::CancelRequested{};
  if (signal == "LISTEN") return protocol::ListenRequested{};
  if (signal == "RESET") return protocol::ResetRequested{};
  return std::nullopt;
}

base::Result<MaybeEvent> settings_event(const json::value& value) {
  const json::object* fields = value.if_object();
  if (fields == nullptr) return base::Error{"bad_settings", "settings must be an object."};
  return MaybeEvent{parse_settings(*fields)};
}

base::Result<MaybeEvent> item_event(const json::value& value) {
  auto event = parse_item_message(value);
  if (!event) return event.error();
  return MaybeEvent{std::move(*event)};
}

void set(protocol::Hello& hello, protocol::SettingsChanged settings) {
  hello.voice = std::move(settings.voice).value_or(protocol::VoiceWish{});
  hello.llm = std::move(settings.llm).value_or(protocol::LlmWish{});
  hello.persona = std::move(settings.persona).value_or("");
  hello.endpoint = std::move(settings.endpoint).value_or("");
  hello.speaks = settings.speaks.value_or(true);
  hello.answers_turns = settings.answers_turns.value_or(true);
  hello.is_interruptible = settings.is_interruptible.value_or(true);
  hello.faults = std::move(settings.faults);
}

}  // namespace

base::Result<Handshake> parse_handshake(std::string_view text) {
  const std::optional<json::value> parsed = parse(text);
  if (!parsed) return base::Error{"bad_handshake", "handshake is not JSON"};
  const json::object* fields = parsed->if_object();
  const json::value* id = fields == nullptr ? nullptr : fields->if_contains("session_id");
  if (id == nullptr) return base::Error{"bad_handshake", "missing session_id in handshake"};
  const std::string_view session_id = as_text(id);
  if (const base::Status status = protocol::check_session_id(session_id); !status) {
    return status.error();
  }
  protocol::Hello hello{.session_id = std::string(session_id),
                        .token = std::string(as_text(fields->if_contains("token"))),
                        .resume = parse_resume(fields->if_contains("resume"))};
  set(hello, parse_settings(*fields));
  return Handshake{.hello = std::move(hello),
                   .wants_events = is_true(fields->if_contains("events")),
                   .wants_items = is_true(fields->if_contains("items")),
                   .wants_speech_events = is_true(fields->if_contains("speech_events")),
                   .reports_played = is_true(fields->if_contains("reports_played"))};
}

base::Result<MaybeEvent> parse_message(std::string_view text) {
  const std::optional<json::value> parsed = parse(text);
  const json::object* fields = parsed ? parsed->if_object() : nullptr;
  if (fields == nullptr) return base::Error{"bad_json", "The message is not a JSON object."};
  if (const json::value* signal = fields->if_contains("signal"))
    return signal_event(as_text(signal));
  if (const json::value* settings = fields->if_contains("settings"))
    return settings_event(*settings);
  if (const json::value* item = fields->if_contains("item")) return item_event(*item);
  if (const json::value* written = fields->if_contains("text")) return text_event(*written);
  if (const json::value* played = fields->if_contains("played")) return played_event(*played);
  if (fields->contains("session_id")) {
    return base::Error{"repeated_handshake", "The handshake has been made already."};
  }
  return MaybeEvent{};
}

}  // namespace hotpin::protocols::hotpin
