#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/context.hpp"
#include "engine/tts.hpp"
#include "engines/fake/fake.hpp"

namespace hotpin::tests {

/// What a PacedVoice does `after_ms` from its last step: gives sound, or ends with `end`.
struct VoiceStep {
  double after_ms = 0;
  std::vector<std::int16_t> sound{};
  std::optional<base::Result<engine::TtsDone>> end{};
};
using VoiceSteps = std::vector<VoiceStep>;

/// A constant that is heard, at 16 kHz: nothing of it is trimmed or resampled.
inline VoiceStep sounds(double after_ms, double length_ms, std::int16_t level = 1000) {
  return {after_ms, std::vector<std::int16_t>(static_cast<std::size_t>(length_ms * 16), level), {}};
}
inline VoiceStep ends(double after_ms, std::vector<engine::WordTime> words = {}) {
  return {after_ms, {}, engine::TtsDone{1, std::move(words)}};
}
inline VoiceStep fails(double after_ms) {
  return {after_ms, {}, base::Error{"tts_failed", "the connection was cut"}};
}

/// A voice that streams by script, a list of steps for each phrase it is asked for. A stop ends a
/// phrase at once.
class PacedVoice final : public engine::Tts {
 public:
  struct Asked {
    std::string text;
    bool is_stopped = false;
    bool has_ended = false;
  };
  using Script = std::function<VoiceSteps(const std::string& text)>;

  PacedVoice(std::shared_ptr<base::Executor> executor, Script script, std::uint32_t rate_hz = 16000)
      : executor_(std::move(executor)), script_(std::move(script)), rate_hz_(rate_hz) {}

  std::string_view name() const override { return "paced"; }
  base::Status warm_up() override { return base::ok(); }
  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    const auto call = std::make_shared<Call>();
    call->sink = std::move(sink);
    call->asked = std::make_shared<Asked>(Asked{request.text});
    asked.push_back(call->asked);
    call->steps = script_(request.text);
    calls_.push_back(call);
    call->on_stop = std::make_unique<OnStop>(std::move(stop), [weak = std::weak_ptr(call)] {
      if (const auto stopped = weak.lock()) stopped->asked->is_stopped = true;
    });
    follow(call, 0);
  }

  std::vector<std::shared_ptr<Asked>> asked;

 private:
  using OnStop = std::stop_callback<std::function<void()>>;
  struct Call {
    engine::TtsSink sink;
    VoiceSteps steps;
    std::shared_ptr<Asked> asked;
    std::unique_ptr<OnStop> on_stop;
  };

  void follow(const std::shared_ptr<Call>& call, std::size_t at) {
    if (at == call->steps.size()) return;
    executor_->post_after(base::from_ms(call->steps[at].after_ms), [=, this] {
      if (call->asked->is_stopped) {
        return call->sink(base::Error{engine::kCancelled, "no longer wanted"});
      }
      VoiceStep& step = call->steps[at];
      if (!step.end) {
        call->sink(engine::TtsAudio{std::move(step.sound), rate_hz_});
        return follow(call, at + 1);
      }
      call->asked->has_ended = true;
      if (*step.end) call->sink(**step.end);
      else call->sink(step.end->error());
    });
  }

  std::shared_ptr<base::Executor> executor_;
  std::vector<std::shared_ptr<Call>> calls_;  // so that a stop is seen that comes late
  const Script script_;
  const std::uint32_t rate_hz_;
};

}  // namespace hotpin::tests
