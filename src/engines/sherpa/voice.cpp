#include "engines/sherpa/voice.hpp"

#include <sherpa-onnx/c-api/c-api.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <exception>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "base/silenced_stderr.hpp"
#include "base/utf8.hpp"
#include "engine/context.hpp"
#include "engines/sherpa/model_files.hpp"

namespace hotpin::engines::sherpa {
namespace {

namespace json = boost::json;

struct DestroyTts {
  void operator()(const SherpaOnnxOfflineTts* it) const { SherpaOnnxDestroyOfflineTts(it); }
};
struct DestroyAudio {
  void operator()(const SherpaOnnxGeneratedAudio* it) const {
    SherpaOnnxDestroyOfflineTtsGeneratedAudio(it);
  }
};
using Handle = std::unique_ptr<const SherpaOnnxOfflineTts, DestroyTts>;

/// What the voice says of itself in voice.onnx.json.
struct VoiceFacts {
  std::string phoneme_voice = "en-us";
  double noise_scale = 0.667;  // Piper's own defaults
  double length_scale = 1.0;
  double noise_w = 0.8;
  std::size_t symbols = 0;  // that it knows
};

std::optional<VoiceFacts> read_facts(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  boost::system::error_code error;
  const json::value parsed = json::parse(text, error);
  if (error || !parsed.is_object()) return std::nullopt;
  VoiceFacts facts;
  if (const auto* voice = parsed.find_pointer("/espeak/voice", error);
      voice != nullptr && voice->is_string()) {
    facts.phoneme_voice = voice->get_string().c_str();
  }
  const auto* symbols = parsed.find_pointer("/phoneme_id_map", error);
  if (symbols == nullptr || !symbols->is_object()) return std::nullopt;
  facts.symbols = symbols->get_object().size();
  const auto number = [&](const char* where, double& value) {
    const auto* found = parsed.find_pointer(where, error);
    if (found != nullptr && found->is_double()) value = found->get_double();
  };
  number("/inference/noise_scale", facts.noise_scale);
  number("/inference/length_scale", facts.length_scale);
  number("/inference/noise_w", facts.noise_w);
  return facts;
}

/// The first column of tokens.txt; the space is a symbol too.
std::set<char32_t> read_symbols(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::set<char32_t> symbols;
  for (std::string line; std::getline(file, line);) {
    const std::u32string symbol = base::to_utf32(std::string_view(line).substr(0, line.rfind(' ')));
    if (symbol.size() == 1) symbols.insert(symbol.front());
  }
  return symbols;
}

std::int32_t go_on_unless_stopped(const float* /*samples*/, std::int32_t /*count*/,
                                  float /*progress*/, void* stop) noexcept {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 0 : 1;
}

std::int16_t to_sample(float value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -1.0F, 1.0F) * 32767.0F));
}

class PiperVoice final : public Voice {
 public:
  PiperVoice(Handle handle, VoiceFacts facts, std::set<char32_t> symbols)
      : handle_(std::move(handle)), facts_(std::move(facts)), symbols_(std::move(symbols)) {}

  const std::string& phoneme_voice() const override { return facts_.phoneme_voice; }

  base::Result<engine::TtsAudio> speak(std::string_view ipa, const std::stop_token& stop) override {
    std::vector<std::int32_t> phonemes;
    for (const char32_t symbol : base::to_utf32(ipa)) {
      if (symbols_.contains(symbol)) phonemes.push_back(static_cast<std::int32_t>(symbol));
    }
    if (phonemes.empty()) return engine::TtsAudio{};
    try {
      return generate(phonemes, stop);
    } catch (const std::exception& error) {  // ONNX Runtime's come through the C interface
      return base::Error{"tts_failed", std::string("the voice failed: ") + error.what()};
    }
  }

 private:
  base::Result<engine::TtsAudio> generate(const std::vector<std::int32_t>& phonemes,
                                          std::stop_token stop) const {
    const auto length = static_cast<std::int32_t>(phonemes.size());
    SherpaOnnxGenerationConfig config{};
    config.speed = 1.0F;
    config.silence_scale = 0.2F;
    config.phoneme_codepoints = phonemes.data();
    config.phoneme_codepoints_lens = &length;
    config.phoneme_codepoints_num_sentences = 1;
    const std::unique_ptr<const SherpaOnnxGeneratedAudio, DestroyAudio> audio(
        SherpaOnnxOfflineTtsGenerateWithConfig(handle_.get(), "", &config, go_on_unless_stopped,
                                               &stop));
    if (!audio || audio->n <= 0) return base::Error{"tts_failed", "the voice gave no sound"};
    engine::TtsAudio out;
    out.rate_hz = static_cast<std::uint32_t>(audio->sample_rate);
    out.samples.resize(static_cast<std::size_t>(audio->n));
    std::transform(audio->samples, audio->samples + audio->n, out.samples.begin(), to_sample);
    return out;
  }

  Handle handle_;
  const VoiceFacts facts_;
  const std::set<char32_t> symbols_;
};

}  // namespace

base::Result<std::shared_ptr<Voice>> Voice::load(const std::string& folder) {
  const std::string model = folder + "/voice.onnx";
  const std::string tokens = folder + "/tokens.txt";
  const auto checked = check_onnx(
      model, {"input_lengths", "model_type", "piper", "language", "n_speakers", "sample_rate"});
  if (!checked) return checked.error();
  const auto facts = read_facts(model + ".json");
  const base::Error refused{"bad_model", "the voice in " + folder +
                                             " cannot be loaded; run scripts/setup, or correct " +
                                             "HOTPIN_TTS_MODEL_PATH"};
  if (!facts) return refused;
  if (const auto table = check_tokens(tokens, facts->symbols); !table) return table.error();
  SherpaOnnxOfflineTtsConfig config{};
  config.model.vits.model = model.c_str();
  config.model.vits.tokens = tokens.c_str();
  config.model.vits.noise_scale = static_cast<float>(facts->noise_scale);
  config.model.vits.noise_scale_w = static_cast<float>(facts->noise_w);
  config.model.vits.length_scale = static_cast<float>(facts->length_scale);
  config.model.num_threads = 1;
  config.model.provider = "cpu";
  config.max_num_sentences = 1;
  try {
    const base::SilencedStderr silenced;
    Handle handle(SherpaOnnxCreateOfflineTts(&config));
    if (!handle) return refused;
    return std::shared_ptr<Voice>(
        std::make_shared<PiperVoice>(std::move(handle), *facts, read_symbols(tokens)));
  } catch (const std::exception&) {
    return refused;
  }
}

}  // namespace hotpin::engines::sherpa
