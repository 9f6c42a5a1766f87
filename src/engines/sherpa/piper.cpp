#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "base/text_words.hpp"
#include "base/utf8.hpp"
#include "engine/context.hpp"
#include "engine/phonemizer.hpp"
#include "engine/tts.hpp"
#include "engine/word_alignment.hpp"
#include "engine/word_times.hpp"
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
      if (base::guarded("tts", [&] { run(request, sink, stop); })) return;
      sink(base::Error{"tts_failed", "the voice failed"});
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
    if (!spoken->audio.samples.empty()) sink(std::move(spoken->audio));
    sink(engine::TtsDone{base::to_ms(std::chrono::steady_clock::now() - begin),
                         std::move(spoken->words)});
  }

  struct Spoken {
    engine::TtsAudio audio;
    std::vector<engine::WordTime> words;
  };

  base::Result<Spoken> speak(const std::string& whole_text, const engine::VoiceChoice& choice,
                             const std::stop_token& stop) {
    const std::string text = whole_text.substr(0, engine::kMaxPhraseBytes);
    const auto phonemes = phonemizer_.phonemes(text, voice_->phoneme_voice());
    if (!phonemes) return phonemes.error();
    if (stop.stop_requested()) return Spoken{};
    const std::u32string ipa = base::to_utf32(*phonemes);
    const double speed =
        static_cast<double>(engine::rate_of(choice)) / engine::kUsualWordsPerMinute;
    auto spoken = voice_->speak(ipa, speed, stop);
    if (!spoken) return spoken.error();
    if (choice.volume) scale(spoken->audio.samples, *choice.volume);
    auto words = times_of(text, ipa, *spoken);
    return Spoken{std::move(spoken->audio), std::move(words)};
  }

  std::vector<engine::WordTime> times_of(const std::string& text, const std::u32string& ipa,
                                         const SpokenIpa& spoken) {
    if (spoken.begins.empty()) return {};
    const auto words = base::text_words(text);
    const auto phonemes =
        phonemizer_.phonemes_of_each(base::each_word(text, words), voice_->phoneme_voice());
    if (!phonemes) return {};
    std::vector<std::u32string> alone;
    for (const std::string& word : *phonemes) alone.push_back(base::to_utf32(word));
    auto begins = engine::align_words(ipa, alone);
    for (auto& begin : begins) {
      if (begin) begin = spoken.begins[*begin];
    }
    return engine::word_times(words, begins, spoken.audio.samples);
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
