#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hotpin::audio {

/// A gain that nears its target with each sample, so that no step is heard. A value; one thread.
class GlidingGain {
 public:
  /// In dB; 0 at first.
  float target_db() const;
  void glide_to(float target_db);
  /// The target is reached at once: for sound so soft that a step is not heard.
  void jump() { gain_ = target_; }
  /// Appends; sound is in the scale of 16-bit samples, and clipped.
  void apply(std::span<const float> in, std::vector<std::int16_t>& out);

 private:
  float gain_ = 1;
  float target_ = 1;
};

}  // namespace hotpin::audio
