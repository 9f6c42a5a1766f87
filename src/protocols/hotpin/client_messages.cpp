#include "protocols/hotpin/client_messages.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "protocol/session_id.hpp"

namespace hotpin::protocols::hotpin {
namespace {

namespace json = boost::json;

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

protocol::ClientEvent signal_event(std::string_view signal) {
  if (signal == "EOS") return protocol::EndOfSpeech{};
  if (signal == "RESET") return protocol::ResetRequested{};
  return protocol::Unknown{};
}

}  // namespace

base::Result<protocol::Hello> parse_handshake(std::string_view text) {
  const std::optional<json::value> parsed = parse(text);
  if (!parsed) return base::Error{"bad_handshake", "handshake is not JSON"};
  const json::object* fields = parsed->if_object();
  const json::value* id = fields == nullptr ? nullptr : fields->if_contains("session_id");
  if (id == nullptr) return base::Error{"bad_handshake", "missing session_id in handshake"};
  const std::string_view session_id = as_text(id);
  if (const base::Status status = protocol::check_session_id(session_id); !status) {
    return status.error();
  }
  return protocol::Hello{std::string(session_id), is_true(fields->if_contains("events")),
                         std::string(as_text(fields->if_contains("token")))};
}

base::Result<protocol::ClientEvent> parse_message(std::string_view text) {
  const std::optional<json::value> parsed = parse(text);
  const json::object* fields = parsed ? parsed->if_object() : nullptr;
  if (fields == nullptr) return base::Error{"bad_json", "The message is not a JSON object."};
  if (const json::value* signal = fields->if_contains("signal"))
    return signal_event(as_text(signal));
  if (fields->contains("session_id")) {
    return base::Error{"repeated_handshake", "The handshake has been made already."};
  }
  return protocol::ClientEvent{protocol::Unknown{}};
}

}  // namespace hotpin::protocols::hotpin
