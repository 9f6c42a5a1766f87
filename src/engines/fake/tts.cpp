#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/text_words.hpp"
#include "engines/fake/fake.hpp"

namespace hotpin::engines::fake {
namespace {

constexpr std::uint32_t kRateHz = 22050;  // as the default voice, so that resampling is exercised
/// A tone of 441 Hz, worked out once: this engine is to cost nothing.
constexpr std::size_t kPeriodSamples = 50;
constexpr double kAmplitude = 8000;

std::size_t samples_in(double length_ms) {
  return static_cast<std::size_t>(length_ms * kRateHz / 1000);
}

/// Each byte of the text takes as long as every other one.
std::vector<engine::WordTime> times_of(const std::string& text, double ms_per_byte) {
  const auto place = [&](std::size_t byte) {
    return samples_in(ms_per_byte * static_cast<double>(byte));
  };
  std::vector<engine::WordTime> times;
  for (const base::TextWord& word : base::text_words(text)) {
    times.push_back({word.begin, word.end, place(word.begin), place(word.end)});
  }
  return times;
}

std::vector<std::int16_t> tone(double length_ms) {
  static const auto period = [] {
    std::array<std::int16_t, kPeriodSamples> samples{};
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double phase = 2 * std::numbers::pi * static_cast<double>(i) / kPeriodSamples;
      samples[i] = static_cast<std::int16_t>(kAmplitude * std::sin(phase));
    }
    return samples;
  }();
  std::vector<std::int16_t> samples(samples_in(length_ms));
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = period[i % kPeriodSamples];
  return samples;
}

class FakeTts final : public engine::Tts {
 public:
  FakeTts(Script script, std::shared_ptr<base::Executor> timeline)
      : script_(std::move(script)), timeline_(std::move(timeline)) {}

  std::string_view name() const override { return "fake"; }
  base::Status warm_up() override { return base::ok(); }
  std::vector<engine::VoiceInfo> voices() override { return {{"fake", "A tone", {"en"}, "fake"}}; }

  /// `fail=tts` and `hang=tts` spare the fixed notices, which begin with "Sorry", as a voice that
  /// breaks after the start does.
  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    const bool is_notice = request.text.starts_with("Sorry");
    if (script_.hang == "tts" && !is_notice) return;
    const bool fails = script_.fail == "tts" && !is_notice;
    const double slowness = 1.0 * engine::kUsualWordsPerMinute / engine::rate_of(request.voice);
    const double ms_per_byte = slowness * script_.tts_audio_ms_per_char;
    const double length_ms = ms_per_byte * static_cast<double>(request.text.size());
    auto words = times_of(request.text, ms_per_byte);
    timeline_->post_after(base::from_ms(script_.tts_ms), [=, took_ms = script_.tts_ms] {
      if (stop.stop_requested()) return sink(base::Error{"cancelled", "the call was cancelled"});
      if (fails) return sink(base::Error{"tts_failed", "the script says so"});
      if (length_ms > 0) sink(engine::TtsAudio{tone(length_ms), kRateHz});
      sink(engine::TtsDone{took_ms, words});
    });
  }

 private:
  const Script script_;
  std::shared_ptr<base::Executor> timeline_;
};

}  // namespace

std::unique_ptr<engine::Tts> make_tts(Script script, std::shared_ptr<base::Executor> timeline) {
  return std::make_unique<FakeTts>(std::move(script), std::move(timeline));
}

}  // namespace hotpin::engines::fake
