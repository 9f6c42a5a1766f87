#include "protocols/hotpin/messages/conversation_settings.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "protocols/hotpin/messages/json_members.hpp"
#include "protocols/hotpin/messages/llm_wish.hpp"

namespace hotpin::protocols::hotpin {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxVoiceNameBytes = 128;
constexpr std::size_t kMaxPersonaBytes = 2000;

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

std::optional<std::string> parse_persona(const json::value* value,
                                         std::vector<base::Error>& faults) {
  if (value == nullptr) return std::nullopt;
  if (value->is_null()) return "";
  if (const std::string_view text = as_text(value);
      value->is_string() && text.size() <= kMaxPersonaBytes) {
    return std::string(base::trimmed(text, " \t\r\n"));
  }
  faults.push_back({"bad_persona", "persona must be a string of at most 2000 bytes."});
  return std::nullopt;
}

std::optional<std::string> parse_endpoint(const json::value* value,
                                          std::vector<base::Error>& faults) {
  if (value == nullptr) return std::nullopt;
  if (value->is_null()) return "";
  const std::string_view name = as_text(value);
  if (name == "quick" || name == "default" || name == "patient") return std::string(name);
  faults.push_back({"bad_endpoint", "endpoint must be quick, default or patient."});
  return std::nullopt;
}

std::optional<bool> parse_output(const json::value* value, std::vector<base::Error>& faults) {
  if (value == nullptr) return std::nullopt;
  if (value->is_null() || as_text(value) == "audio") return true;
  if (as_text(value) == "text") return false;
  faults.push_back({"bad_output", "output must be audio or text."});
  return std::nullopt;
}

std::optional<bool> parse_switch(const json::object& fields, const std::string& name,
                                 std::vector<base::Error>& faults) {
  const json::value* value = fields.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_null()) return true;
  if (value->is_bool()) return value->get_bool();
  faults.push_back({"bad_" + name, name + " must be true or false."});
  return std::nullopt;
}

}  // namespace

protocol::SettingsChanged parse_settings(const json::object& fields) {
  protocol::SettingsChanged set;
  if (const json::value* voice = fields.if_contains("voice")) set.voice = parse_voice(voice);
  if (const json::value* llm = fields.if_contains("llm")) {
    protocol::LlmWish wish = parse_llm_wish(llm, set.faults);
    if (llm->is_object() || llm->is_null()) set.llm = std::move(wish);
  }
  set.persona = parse_persona(fields.if_contains("persona"), set.faults);
  set.endpoint = parse_endpoint(fields.if_contains("endpoint"), set.faults);
  set.speaks = parse_output(fields.if_contains("output"), set.faults);
  set.answers_turns = parse_switch(fields, "answers", set.faults);
  set.is_interruptible = parse_switch(fields, "interruptible", set.faults);
  return set;
}

}  // namespace hotpin::protocols::hotpin
