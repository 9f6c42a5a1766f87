#include "base/settings.hpp"

#include <array>

namespace hotpin::engines::openai {
namespace {

using enum base::SettingKind;

constexpr auto kRows = std::to_array<base::SettingSpec>({
    {"HOTPIN_LLM_MODEL", "llm-name", text, "", "",
     "model of the service at HOTPIN_LLM_URL; empty is its only one, of Groq llama-3.1-8b-instant"},
    {"HOTPIN_LLM_API_KEY", "llm-api-key", secret, "", "",
     "key of that service; empty takes GROQ_API_KEY"},
    {"HOTPIN_LLM_EXTRA", "llm-extra", text, "", "",
     "JSON object laid over each request to it, e.g. {\"reasoning_effort\":\"none\"}; null takes a "
     "member away"},
    {"HOTPIN_LLM_SEES", "llm-sees", choice, "auto", "",
     "whether that model looks at pictures; auto goes by its name: gpt-4o, gpt-4.1, gpt-5, "
     "llama-4, gemini, claude, gemma-3, pixtral, llava, or one with -vl or vision in it",
     0, 0, "auto|true|false"},
    {"HOTPIN_LLM_FIRST_TOKEN_MS", "llm-first-token", integer, "3000", "ms",
     "longest wait for that service's first word", 50, 600000},
    {"HOTPIN_LLM_STALL_MS", "llm-stall", integer, "2000", "ms",
     "longest wait between two words of that service", 50, 600000},
    {"HOTPIN_STT_MODEL", "stt-name", text, "", "", "model of the service at HOTPIN_STT_URL"},
    {"HOTPIN_STT_API_KEY", "stt-api-key", secret, "", "",
     "key of that service; empty takes GROQ_API_KEY"},
    {"HOTPIN_STT_LANGUAGE", "stt-language", text, "", "",
     "language that is spoken, e.g. en, for that service; empty lets it find out"},
    {"HOTPIN_TTS_MODEL", "tts-name", text, "", "", "model of the service at HOTPIN_TTS_URL"},
    {"HOTPIN_TTS_API_KEY", "tts-api-key", secret, "", "",
     "key of that service; empty takes GROQ_API_KEY"},
    {"HOTPIN_TTS_VOICE", "tts-voice", text, "alloy", "", "voice of that service"},
});

}  // namespace

std::span<const base::SettingSpec> settings() { return kRows; }

}  // namespace hotpin::engines::openai
