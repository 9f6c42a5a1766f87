#include "engines/fake/script.hpp"

#include <cstdlib>
#include <map>
#include <string_view>

namespace hotpin::engines::fake {
namespace {

bool parse_number(const std::string& text, double& out) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || value < 0) return false;
  out = value;
  return true;
}

bool set(Script& script, const std::string& name, const std::string& value) {
  const std::map<std::string, std::string*> texts = {{"stt_text", &script.stt_text},
                                                     {"llm_reply", &script.llm_reply},
                                                     {"llm_output_reply", &script.llm_output_reply},
                                                     {"fail", &script.fail},
                                                     {"hang", &script.hang}};
  const std::map<std::string, double*> numbers = {
      {"stt_ms", &script.stt_ms},
      {"llm_first_token_ms", &script.llm_first_token_ms},
      {"llm_token_ms", &script.llm_token_ms},
      {"llm_end", &script.llm_end},
      {"judge_finished", &script.judge_finished},
      {"judge_ms", &script.judge_ms},
      {"tts_ms", &script.tts_ms},
      {"tts_audio_ms_per_char", &script.tts_audio_ms_per_char}};
  const std::map<std::string, bool*> flags = {{"llm_endless", &script.llm_endless},
                                              {"llm_sees", &script.llm_sees}};
  if (const auto found = texts.find(name); found != texts.end()) {
    *found->second = value;
    return true;
  }
  if (const auto found = numbers.find(name); found != numbers.end()) {
    return parse_number(value, *found->second);
  }
  const auto found = flags.find(name);
  if (found == flags.end() || (value != "0" && value != "1")) return false;
  *found->second = value == "1";
  return true;
}

}  // namespace

base::Result<Script> parse_script(const std::string& text) {
  Script script;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view item = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (item.empty()) continue;
    const std::size_t equals = std::min(item.find('='), item.size());
    const std::string value(item.substr(std::min(equals + 1, item.size())));
    if (!set(script, std::string(item.substr(0, equals)), value)) {
      return base::Error{"bad_setting", "HOTPIN_FAKE_SCRIPT does not take \"" + std::string(item) +
                                            "\"; see src/engines/fake/script.hpp"};
    }
  }
  return script;
}

base::Result<Script> script_from(const base::Settings& settings) {
  return parse_script(settings.text("HOTPIN_FAKE_SCRIPT"));
}

std::string filled(std::string text, const std::string& name, const std::string& value) {
  const std::string mark = "{" + name + "}";
  for (std::size_t at = text.find(mark); at != std::string::npos;
       at = text.find(mark, at + value.size())) {
    text.replace(at, mark.size(), value);
  }
  return text;
}

}  // namespace hotpin::engines::fake
