#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace hotpin::audio {

/// Measures sound in blocks of 10 ms: how loud each is, and whether its pitch glides as a voice's
/// does. Sound is 16 kHz in the scale of 16-bit samples. One per stream, one thread.
class BlockMeter {
 public:
  static constexpr std::size_t kBlock = 160;
  /// Levels are in dB below a full-scale square wave, which is so much above samples of one.
  static constexpr float kFullScaleDb = 90.3F;

  /// Samples until the block is over.
  std::size_t lacking() const { return kBlock - in_block_; }
  /// At most lacking() of them.
  void add(std::span<const float> samples);
  /// Nothing is lacking: the level of the block that is over and the one before, in dB.
  float end_block();
  /// Whether the block that is over has about the pitch of the last one that was asked about.
  bool is_pitch_steady();

 private:
  std::size_t in_block_ = 0;  // samples
  double energy_ = 0;
  double energy_before_ = 0;
  std::vector<float> low_;  // the latest sound at 4 kHz, for the pitch
  float low_sum_ = 0;
  std::optional<float> pitch_;
};

}  // namespace hotpin::audio
