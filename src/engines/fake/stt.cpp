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

/// The sink, until its stream is gone.
class Outlet {
 public:
  explicit Outlet(engine::SttSink sink) : sink_(std::move(sink)) {}
  void give(base::Result<engine::Hypothesis> result) {
    const std::lock_guard lock(mutex_);
    if (sink_) sink_(std::move(result));
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
      if (std::abs(int{sample}) > kSoundLevel) speech_end_ = samples_;
    }
  }

  void finish() override {
    if (script_.hang == "stt") return;
    timeline_->post_after(from_ms(script_.stt_ms),
                          [outlet = outlet_, result = final_result()] { outlet->give(result); });
  }

 private:
  base::Result<engine::Hypothesis> final_result() const {
    if (script_.fail == "stt") return base::Error{"stt_failed", "the script says so"};
    engine::Hypothesis hypothesis{
        .text = {}, .is_final = true, .speech_end = speech_end_, .compute_ms = script_.stt_ms};
    if (speech_end_ > 0) {
      hypothesis.text =
          filled(script_.stt_text, "ms", std::to_string(samples_ * 1000 / engine::kInputRateHz));
    }
    return hypothesis;
  }

  const Script& script_;
  std::shared_ptr<base::Executor> timeline_;
  std::shared_ptr<Outlet> outlet_;
  std::size_t samples_ = 0;
  std::size_t speech_end_ = 0;
};

class FakeStt final : public engine::Stt {
 public:
  FakeStt(Script script, std::shared_ptr<base::Executor> timeline)
      : script_(std::move(script)), timeline_(std::move(timeline)) {}

  std::string_view name() const override { return "fake"; }
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
