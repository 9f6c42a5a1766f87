#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <utility>

#include "engine/context.hpp"
#include "engines/fake/fake.hpp"

namespace hotpin::engines::fake {
namespace {

/// A sample above this is a sound: 1.5 % of full scale.
constexpr int kSoundLevel = 500;
constexpr std::size_t kWindowSamples = 512;  // 32 ms, as Silero
constexpr std::size_t kTellEvery = engine::kInputRateHz / 10;

/// The sink, until its stream is gone.
class Outlet {
 public:
  explicit Outlet(engine::SttSink sink) : sink_(std::move(sink)) {}
  void give(engine::SttEvent event) {
    const std::lock_guard lock(mutex_);
    if (sink_) sink_(std::move(event));
  }
  void shut() {
    const std::lock_guard lock(mutex_);
    sink_ = nullptr;
  }

 private:
  std::mutex mutex_;
  engine::SttSink sink_;
};

class FakeSttStream final : public engine::SttStream {
 public:
  FakeSttStream(const Script& script, std::shared_ptr<base::Executor> timeline,
                engine::SttSink sink)
      : script_(script),
        timeline_(std::move(timeline)),
        outlet_(std::make_shared<Outlet>(std::move(sink))) {}
  ~FakeSttStream() override { outlet_->shut(); }

  void accept(std::span<const std::int16_t> pcm) override {
    for (const std::int16_t sample : pcm) {
      ++samples_;
      if (std::abs(int{sample}) > kSoundLevel) last_sound_ = samples_;
      if (samples_ % kWindowSamples == 0) end_window();
    }
    if (activity_.heard - told_ >= kTellEvery) tell();
  }

  void peek() override {
    if (script_.hang == "stt" || script_.fail == "stt") return;
    engine::Hypothesis heard = hypothesis();
    heard.is_settled = true;
    timeline_->post_after(base::from_ms(script_.stt_ms),
                          [outlet = outlet_, heard] { outlet->give(heard); });
  }

  void finish() override {
    if (script_.hang == "stt") return;
    if (samples_ % kWindowSamples != 0) end_window();
    engine::SttEvent result = base::Error{"stt_failed", "the script says so"};
    if (script_.fail != "stt") {
      engine::Hypothesis heard = hypothesis();
      heard.is_final = true;
      heard.compute_ms = script_.stt_ms;
      result = heard;
    }
    timeline_->post_after(base::from_ms(script_.stt_ms),
                          [outlet = outlet_, result] { outlet->give(result); });
  }

 private:
  void end_window() {
    const bool is_speech = last_sound_ > activity_.speech_end;
    activity_.heard = samples_;
    if (is_speech) {
      activity_.speech += std::min(kWindowSamples, samples_);
      activity_.speech_end = last_sound_;
    }
    if (is_speech != was_speech_) tell();
    was_speech_ = is_speech;
  }

  void tell() {
    told_ = activity_.heard;
    outlet_->give(activity_);
  }

  engine::Hypothesis hypothesis() const {
    engine::Hypothesis heard{.text = {}, .speech_end = activity_.speech_end};
    if (activity_.speech_end > 0) {
      heard.text =
          filled(script_.stt_text, "ms", std::to_string(samples_ * 1000 / engine::kInputRateHz));
    }
    return heard;
  }

  const Script& script_;
  std::shared_ptr<base::Executor> timeline_;
  std::shared_ptr<Outlet> outlet_;
  engine::VoiceActivity activity_;
  std::size_t samples_ = 0;
  std::size_t told_ = 0;
  std::size_t last_sound_ = 0;  // behind the last loud sample
  bool was_speech_ = false;
};

class FakeStt final : public engine::Stt {
 public:
  FakeStt(Script script, std::shared_ptr<base::Executor> timeline)
      : script_(std::move(script)), timeline_(std::move(timeline)) {}

  std::string_view name() const override { return "fake"; }
  bool is_scripted() const override { return true; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    return std::make_unique<FakeSttStream>(script_, timeline_, std::move(sink));
  }

 private:
  const Script script_;
  std::shared_ptr<base::Executor> timeline_;
};

}  // namespace

std::unique_ptr<engine::Stt> make_stt(Script script, std::shared_ptr<base::Executor> timeline) {
  return std::make_unique<FakeStt>(std::move(script), std::move(timeline));
}

}  // namespace hotpin::engines::fake
