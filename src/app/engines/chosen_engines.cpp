#include "app/engines/chosen_engines.hpp"

#include <utility>

namespace hotpin::app {
namespace {

std::string automatic_stt(const base::Settings& settings) {
  if (settings.is_given("HOTPIN_STT_URL")) return "openai";
  return settings.is_given("VOSK_MODEL_PATH") ? "vosk" : "moonshine";
}

}  // namespace

Chosen chosen_engines(const base::Settings& settings) {
  Chosen chosen{settings.text("HOTPIN_STT"), settings.text("HOTPIN_LLM"),
                settings.text("HOTPIN_TTS")};
  if (chosen.stt == "auto") chosen.stt = automatic_stt(settings);
  const bool has_service = settings.is_given("HOTPIN_LLM_URL") || settings.is_given("GROQ_API_KEY");
  if (chosen.llm == "auto") chosen.llm = has_service ? "openai" : "llama";
  return chosen;
}

std::vector<std::string> unused_services(const base::Settings& settings) {
  const Chosen chosen = chosen_engines(settings);
  const bool stands_behind = settings.text("HOTPIN_LLM_FALLBACK") == "openai";
  std::vector<std::string> lines;
  for (const auto& [setting, engine] :
       {std::pair<std::string, std::string>{"HOTPIN_STT", chosen.stt},
        {"HOTPIN_LLM", stands_behind ? "openai" : chosen.llm},
        {"HOTPIN_TTS", chosen.tts}}) {
    if (engine == "openai" || !settings.is_given(setting + "_URL")) continue;
    lines.push_back(setting + "_URL is not used, as " + setting + " is " + engine + "; set " +
                    setting + "=openai");
  }
  return lines;
}

}  // namespace hotpin::app
