#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/tts.hpp"

namespace hotpin::tests {

/// Collects one synthesize() call.
class TtsRecorder : public std::enable_shared_from_this<TtsRecorder> {
 public:
  engine::TtsSink sink() {
    return [self = shared_from_this()](engine::TtsEvent event) { self->take(std::move(event)); };
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, std::chrono::seconds(60), [this] { return terminals_ > 0; });
  }
  /// Until some of its sound is there; false when it ended without.
  bool wait_for_sound() {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, std::chrono::seconds(60),
                    [this] { return terminals_ > 0 || !pcm_.empty(); });
    return !pcm_.empty();
  }
  /// On the engine's thread, once it has given its first sound.
  void on_first(std::function<void()> act) { on_first_ = std::move(act); }
  bool has_ended() const {
    const std::lock_guard lock(mutex_);
    return terminals_ > 0;
  }
  std::vector<std::int16_t> pcm() const {
    const std::lock_guard lock(mutex_);
    return pcm_;
  }
  std::string error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }
  std::string error_detail() const {
    const std::lock_guard lock(mutex_);
    return detail_;
  }
  std::vector<engine::WordTime> words() const {
    const std::lock_guard lock(mutex_);
    return words_;
  }
  bool was_orderly() const {
    const std::lock_guard lock(mutex_);
    return orderly_ && terminals_ == 1;
  }

 private:
  void take(engine::TtsEvent event) {
    const bool is_sound = std::holds_alternative<engine::TtsAudio>(event);
    note(std::move(event));
    if (!is_sound || !on_first_) return;
    std::exchange(on_first_, nullptr)();
  }

  void note(engine::TtsEvent event) {
    const std::lock_guard lock(mutex_);
    if (terminals_ > 0) orderly_ = false;
    if (const auto* audio = std::get_if<engine::TtsAudio>(&event)) {
      if (rate_hz_ == 0) rate_hz_ = audio->rate_hz;
      orderly_ = orderly_ && audio->rate_hz >= 8000 && audio->rate_hz <= 48000 &&
                 audio->rate_hz == rate_hz_ && !audio->samples.empty();
      pcm_.insert(pcm_.end(), audio->samples.begin(), audio->samples.end());
      ended_.notify_all();
    } else {
      ++terminals_;
      if (const auto* error = std::get_if<base::Error>(&event)) {
        error_ = error->code;
        detail_ = error->detail;
      }
      if (auto* done = std::get_if<engine::TtsDone>(&event)) words_ = std::move(done->words);
      ended_.notify_all();
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<std::int16_t> pcm_;
  std::vector<engine::WordTime> words_;
  std::string error_;
  std::string detail_;
  std::function<void()> on_first_;
  std::uint32_t rate_hz_ = 0;
  int terminals_ = 0;
  bool orderly_ = true;
};

}  // namespace hotpin::tests
