#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "audio/listening_rate.hpp"
#include "base/clock.hpp"

namespace hotpin::engine {

/// What of an utterance no task has taken up yet: its audio, the wish for the words so far, and its
/// end. Not thread-safe; pure.
class PendingSpeech {
 public:
  /// Samples that wait at most, ten minutes; what is more is dropped.
  static constexpr std::size_t kMaxSamples = std::size_t{600} * audio::kListeningHz;

  /// What one task takes up.
  struct Portion {
    std::vector<std::int16_t> pcm;
    bool peek = false;                     ///< behind it the words so far are wanted
    std::optional<base::TimePoint> ended;  ///< when the utterance did: this is its last portion
  };

  /// Less than `least` samples (the detector's window) is no work until the utterance ends. A
  /// portion has `most` samples at most.
  PendingSpeech(std::size_t least, std::size_t most) : least_(least), most_(most) {}

  void add(std::span<const std::int16_t> pcm);
  void peek() { is_peek_wanted_ = true; }
  void end(base::TimePoint now) { ended_ = now; }

  bool has_work() const { return is_urgent() || unheard_ + waiting_.size() >= least_; }
  /// Somebody waits for what comes of it.
  bool is_urgent() const { return ended_ || is_peek_wanted_; }
  bool has_ended() const { return ended_.has_value(); }
  /// The audio that waited longest. What is wanted behind the audio goes with the last of it.
  Portion take();

 private:
  const std::size_t least_;
  const std::size_t most_;
  std::vector<std::int16_t> waiting_;
  std::size_t unheard_ = 0;  // samples the detector keeps until its window is full
  bool is_peek_wanted_ = false;
  std::optional<base::TimePoint> ended_;
};

}  // namespace hotpin::engine
