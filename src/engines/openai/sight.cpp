#include "engines/openai/sight.hpp"

#include <array>
#include <string_view>

#include "base/ascii.hpp"

namespace hotpin::engines::openai {
namespace {

/// Parts of names, in lower case. HOTPIN_LLM_SEES's help has the same ones.
constexpr auto kNames = std::to_array<std::string_view>(
    {"gpt-4o", "gpt-4.1", "gpt-5", "llama-4", "llama4", "gemini", "claude", "gemma-3", "gemma3",
     "pixtral", "llava", "-vl", "vl:", "vision"});

/// Of the same families, but blind.
constexpr auto kBlindNames = std::to_array<std::string_view>({"gemma-3-1b", "gemma3:1b"});

}  // namespace

bool is_known_to_see(const std::string& model) {
  const std::string lower = base::to_lower(model);
  return base::contains_any(lower, kNames) && !base::contains_any(lower, kBlindNames);
}

}  // namespace hotpin::engines::openai
