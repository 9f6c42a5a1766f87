#include "engine/llms/chat_models.hpp"

namespace hotpin::engine {

namespace fs = std::filesystem;

fs::path small_chat_model(const base::Settings& settings) {
  return fs::path(settings.text("HOTPIN_MODELS_DIR")) / kSmallChatModel /
         (settings.text("HOTPIN_LLM_QUANT") + ".gguf");
}

fs::path good_chat_model(const base::Settings& settings) {
  return fs::path(settings.text("HOTPIN_MODELS_DIR")) / kGoodChatModel / "q4_k_m.gguf";
}

fs::path chosen_chat_model(const base::Settings& settings) {
  if (settings.is_given("HOTPIN_LLM_MODEL_PATH")) return settings.text("HOTPIN_LLM_MODEL_PATH");
  std::error_code ignored;
  const fs::path good = good_chat_model(settings);
  return fs::exists(good, ignored) ? good : small_chat_model(settings);
}

bool chooses_small_chat_model(const base::Settings& settings) {
  return chosen_chat_model(settings) == small_chat_model(settings);
}

std::string token_us_cell(std::string_view engine) {
  return "llm." + std::string(engine) + ".token_us";
}

}  // namespace hotpin::engine
