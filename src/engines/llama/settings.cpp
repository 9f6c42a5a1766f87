#include "base/settings.hpp"

#include <array>

namespace hotpin::engines::llama {
namespace {

using enum base::SettingKind;

constexpr auto kRows = std::to_array<base::SettingSpec>({
    {"HOTPIN_LLM_CONTEXT_TOKENS", "llm-context", integer, "8192", "tokens",
     "cache of the language model, shared by all conversations", 512, 1048576},
    {"HOTPIN_LLM_SEQUENCES", "llm-sequences", integer, "16", "",
     "conversations the language model's cache holds at once", 1, 64},
    {"HOTPIN_LLM_THREADS", "llm-threads", integer, "0", "",
     "cores the embedded model may compute on while nothing else does (0: all)", 0, 256},
});

}  // namespace

std::span<const base::SettingSpec> settings() { return kRows; }

}  // namespace hotpin::engines::llama
