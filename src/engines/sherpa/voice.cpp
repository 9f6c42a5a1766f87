#include "engines/sherpa/voice.hpp"

#include <sherpa-onnx/c-api/c-api.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <set>

#include "base/silenced_stderr.hpp"
#include "base/utf8.hpp"
#include "engine/context.hpp"
#include "engines/sherpa/memory_file.hpp"
#include "engines/sherpa/model_files.hpp"
#include "engines/sherpa/voice_facts.hpp"

namespace hotpin::engines::sherpa {
namespace {

struct DestroyTts {
  void operator()(const SherpaOnnxOfflineTts* it) const { SherpaOnnxDestroyOfflineTts(it); }
};
struct DestroyAudio {
  void operator()(const SherpaOnnxGeneratedAudio* it) const {
    SherpaOnnxDestroyOfflineTtsGeneratedAudio(it);
  }
};
using Handle = std::unique_ptr<const SherpaOnnxOfflineTts, DestroyTts>;

/// Of one code point each; espeak-ng's IPA is spelled in them.
std::set<char32_t> symbols_of(const VoiceFacts& facts) {
  std::set<char32_t> symbols;
  for (const auto& [text, number] : facts.symbols) {
    const std::u32string symbol = base::to_utf32(text);
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
  PiperVoice(Handle handle, VoiceFacts facts)
      : handle_(std::move(handle)), facts_(std::move(facts)), symbols_(symbols_of(facts_)) {}

  const std::string& phoneme_voice() const override { return facts_.phoneme_voice; }

  engine::VoiceInfo info() const override {
    return {
        .id = facts_.id, .name = facts_.id, .languages = {facts_.phoneme_voice}, .engine = "piper"};
  }

  base::Result<engine::TtsAudio> speak(std::string_view ipa, double speed,
                                       const std::stop_token& stop) override {
    std::vector<std::int32_t> phonemes;
    for (const char32_t symbol : base::to_utf32(ipa)) {
      if (symbols_.contains(symbol)) phonemes.push_back(static_cast<std::int32_t>(symbol));
    }
    if (phonemes.empty()) return engine::TtsAudio{};
    try {
      return generate(phonemes, speed, stop);
    } catch (const std::exception& error) {  // ONNX Runtime's come through the C interface
      return base::Error{"tts_failed", std::string("the voice failed: ") + error.what()};
    }
  }

 private:
  base::Result<engine::TtsAudio> generate(const std::vector<std::int32_t>& phonemes, double speed,
                                          std::stop_token stop) const {
    const auto length = static_cast<std::int32_t>(phonemes.size());
    SherpaOnnxGenerationConfig config{};
    config.speed = static_cast<float>(speed);
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

/// Null when sherpa-onnx refuses it.
Handle open_voice(const VoiceFacts& facts, const std::string& model, const std::string& tokens) {
  SherpaOnnxOfflineTtsConfig config{};
  config.model.vits.model = model.c_str();
  config.model.vits.tokens = tokens.c_str();
  config.model.vits.noise_scale = static_cast<float>(facts.noise_scale);
  config.model.vits.noise_scale_w = static_cast<float>(facts.noise_w);
  config.model.vits.length_scale = static_cast<float>(facts.length_scale);
  config.model.num_threads = 1;
  config.model.provider = "cpu";
  config.max_num_sentences = 1;
  try {
    const base::SilencedStderr silenced;
    return Handle(SherpaOnnxCreateOfflineTts(&config));
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

base::Result<std::shared_ptr<Voice>> Voice::load(const std::string& path) {
  const auto found = find_voice(path);
  if (!found) return found.error();
  if (const auto checked = check_onnx(*found, {"input_lengths", "scales"}); !checked)
    return checked.error();
  const auto facts = read_voice_facts(*found);
  if (!facts) return facts.error();
  auto model = MemoryFile::create();
  auto tokens = MemoryFile::create();
  if (!model) return model.error();
  if (!tokens) return tokens.error();
  for (const base::Status& written :
       {model->append_file(*found), model->append(voice_metadata(*facts)),
        tokens->append(tokens_table(*facts))}) {
    if (!written) return written.error();
  }
  Handle handle = open_voice(*facts, model->path(), tokens->path());
  if (!handle) {
    return base::Error{"bad_model", "the voice " + *found +
                                        " cannot be loaded; run scripts/setup, or correct " +
                                        "HOTPIN_TTS_MODEL_PATH"};
  }
  return std::shared_ptr<Voice>(std::make_shared<PiperVoice>(std::move(handle), *facts));
}

}  // namespace hotpin::engines::sherpa
