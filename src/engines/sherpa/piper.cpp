#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "engine/context.hpp"
#include "engine/phonemizer.hpp"
#include "engine/tts.hpp"
#include "engines/sherpa/voice.hpp"

namespace hotpin::engines::sherpa {
namespace {

/// What is too loud is cut off.
void scale(std::vector<std::int16_t>& samples, int percent) {
  for (std::int16_t& sample : samples) {
    sample = static_cast<std::int16_t>(std::clamp(sample * percent / 100, -32768, 32767));
  }
}

/// The `piper` engine: phonemes, then sound, both on the tts pool.
class Piper final : public engine::Tts {
 public:
  Piper(std::shared_ptr<Voice> voice, engine::Phonemizer& phonemizer, base::TaskRunner& pool)
      : voice_(std::move(voice)), phonemizer_(phonemizer), pool_(pool) {}

  std::string_view name() const override { return "piper"; }

  base::Status warm_up() override {
    const auto spoken = speak("Hello there.", {}, {});
    if (!spoken) return spoken.error();
    return base::ok();
  }

  std::vector<engine::VoiceInfo> voices() override { return {voice_->info()}; }

  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    const base::Priority priority = request.priority;
    // The pool is joined before its engines go, so the engine outlives its tasks.
    const auto work = [this, request = std::move(request), sink, stop] {
      run(request, sink, stop);
    };
    if (!pool_.try_post(work, priority))
      sink(base::Error{"overloaded", "too many phrases wait for the voice"});
  }

 private:
  void run(const engine::TtsRequest& request, const engine::TtsSink& sink,
           const std::stop_token& stop) {
    const base::Error cancelled{engine::kCancelled, "no longer wanted"};
    if (stop.stop_requested()) return sink(cancelled);
    const auto begin = std::chrono::steady_clock::now();
    auto spoken = speak(request.text, request.voice, stop);
    if (stop.stop_requested()) return sink(cancelled);
    if (!spoken) return sink(spoken.error());
    if (!spoken->samples.empty()) sink(std::move(*spoken));
    sink(engine::TtsDone{base::to_ms(std::chrono::steady_clock::now() - begin)});
  }

  base::Result<engine::TtsAudio> speak(const std::string& text, const engine::VoiceChoice& choice,
                                       const std::stop_token& stop) {
    const auto ipa =
        phonemizer_.phonemes(text.substr(0, engine::kMaxPhraseBytes), voice_->phoneme_voice());
    if (!ipa) return ipa.error();
    if (stop.stop_requested()) return engine::TtsAudio{};
    const double speed =
        static_cast<double>(choice.words_per_minute.value_or(engine::kUsualWordsPerMinute)) /
        engine::kUsualWordsPerMinute;
    auto spoken = voice_->speak(*ipa, speed, stop);
    if (spoken && choice.volume) scale(spoken->samples, *choice.volume);
    return spoken;
  }

  std::shared_ptr<Voice> voice_;
  engine::Phonemizer& phonemizer_;
  base::TaskRunner& pool_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Tts>> make_piper_tts(const engine::Context& context) {
  const base::Settings& settings = context.settings;
  const std::string path = settings.is_given("HOTPIN_TTS_MODEL_PATH")
                               ? settings.text("HOTPIN_TTS_MODEL_PATH")
                               : settings.text("HOTPIN_MODELS_DIR") + "/piper-en_US-joe-medium";
  auto voice = Voice::load(path);
  if (!voice) return voice.error();
  return std::unique_ptr<engine::Tts>(
      std::make_unique<Piper>(std::move(*voice), *context.phonemizer, context.tts_pool));
}

}  // namespace hotpin::engines::sherpa
