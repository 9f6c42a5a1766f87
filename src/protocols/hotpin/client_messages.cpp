#include "protocols/hotpin/client_messages.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "protocol/session_id.hpp"
#include "protocols/hotpin/llm_wish.hpp"

namespace hotpin::protocols::hotpin {
namespace {

namespace json = boost::json;
using MaybeEvent = std::optional<protocol::ClientEvent>;

constexpr std::size_t kMaxVoiceNameBytes = 128;
constexpr std::size_t kMaxResumeTokenBytes = 128;
constexpr std::size_t kMaxPersonaBytes = 2000;
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

std::string_view as_text(const json::value* value) {
  if (value == nullptr || !value->is_string()) return {};
  const json::string& text = value->get_string();
  return {text.data(), text.size()};
}

bool is_true(const json::value* value) {
  return value != nullptr && value->is_bool() && value->get_bool();
}

/// A number of the voice that is missing stays so; one that is none, or out of range, is a fault.
void take_number(const json::object& voice, const char* name, int least, int most,
                 std::optional<int>& number, std::string& fault) {
  const json::value* value = voice.if_contains(name);
  if (value == nullptr || value->is_null()) return;
  boost::system::error_code error;
  const int given = value->to_number<int>(error);
  if (!error && given >= least && given <= most) {
    number = given;
  } else {
    fault = std::string("voice.") + name + " must be a whole number from " + std::to_string(least) +
            " to " + std::to_string(most) + ".";
  }
}

protocol::VoiceWish parse_voice(const json::value* value) {
  protocol::VoiceWish wish;
  if (value == nullptr || value->is_null()) return wish;
  const json::object* voice = value->if_object();
  if (voice == nullptr) {
    wish.fault = "voice must be an object.";
    return wish;
  }
  const json::value* name = voice->if_contains("name");
  wish.name = as_text(name);
  if ((name != nullptr && !name->is_null() && !name->is_string()) ||
      wish.name.size() > kMaxVoiceNameBytes) {
    wish.name.clear();
    wish.fault = "voice.name must be a string of at most 128 bytes.";
  }
  take_number(*voice, "rate", 80, 450, wish.words_per_minute, wish.fault);
  take_number(*voice, "pitch", 0, 99, wish.pitch, wish.fault);
  take_number(*voice, "volume", 0, 200, wish.volume, wish.fault);
  return wish;
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

/// A wish that is no string, or too long, is told of and not taken.
std::string parse_persona(const json::value* value, std::vector<base::Error>& faults) {
  if (value == nullptr || value->is_null()) return {};
  if (const std::string_view text = as_text(value);
      value->is_string() && text.size() <= kMaxPersonaBytes) {
    return std::string(base::trimmed(text, " \t\r\n"));
  }
  faults.push_back({"bad_persona", "persona must be a string of at most 2000 bytes."});
  return {};
}

std::string parse_endpoint(const json::value* value, std::vector<base::Error>& faults) {
  if (value == nullptr || value->is_null()) return {};
  const std::string_view name = as_text(value);
  if (name == "quick" || name == "default" || name == "patient") return std::string(name);
  faults.push_back({"bad_endpoint", "endpoint must be quick, default or patient."});
  return {};
}

MaybeEvent signal_event(std::string_view signal) {
  if (signal == "EOS") return protocol::EndOfSpeech{};
  if (signal == "CANCEL") return protocol::CancelRequested{};
  if (signal == "LISTEN") return protocol::ListenRequested{};
  if (signal == "RESET") return protocol::ResetRequested{};
  return std::nullopt;
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
                        .voice = parse_voice(fields->if_contains("voice")),
                        .resume = parse_resume(fields->if_contains("resume"))};
  hello.llm = parse_llm_wish(fields->if_contains("llm"), hello.faults);
  hello.persona = parse_persona(fields->if_contains("persona"), hello.faults);
  hello.endpoint = parse_endpoint(fields->if_contains("endpoint"), hello.faults);
  return Handshake{std::move(hello), is_true(fields->if_contains("events")),
                   is_true(fields->if_contains("reports_played"))};
}

base::Result<MaybeEvent> parse_message(std::string_view text) {
  const std::optional<json::value> parsed = parse(text);
  const json::object* fields = parsed ? parsed->if_object() : nullptr;
  if (fields == nullptr) return base::Error{"bad_json", "The message is not a JSON object."};
  if (const json::value* signal = fields->if_contains("signal"))
    return signal_event(as_text(signal));
  if (const json::value* written = fields->if_contains("text")) return text_event(*written);
  if (const json::value* played = fields->if_contains("played")) return played_event(*played);
  if (fields->contains("session_id")) {
    return base::Error{"repeated_handshake", "The handshake has been made already."};
  }
  return MaybeEvent{};
}

}  // namespace hotpin::protocols::hotpin
