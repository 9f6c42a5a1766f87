#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/settings.hpp"

/// The embedded language models that scripts/setup brings, in HOTPIN_MODELS_DIR.
namespace hotpin::engine {

/// Always there: answers foolishly, tells within moments where a sentence ends.
inline constexpr std::string_view kSmallChatModel = "smollm2-135m-instruct";
/// Not there where it could not be had or the machine is too small.
inline constexpr std::string_view kGoodChatModel = "qwen2.5-coder-1.5b-instruct";

std::filesystem::path small_chat_model(const base::Settings& settings);
std::filesystem::path good_chat_model(const base::Settings& settings);
/// What answers: HOTPIN_LLM_MODEL_PATH, else the good one, else the small one.
std::filesystem::path chosen_chat_model(const base::Settings& settings);
bool chooses_small_chat_model(const base::Settings& settings);

/// Name of the number in the shared page that tells how many microseconds a token of the engine's
/// replies takes while nothing else is done; 0: not known.
std::string token_us_cell(std::string_view engine);

}  // namespace hotpin::engine
