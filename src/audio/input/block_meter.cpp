#include "audio/input/block_meter.hpp"

#include <cmath>
#include <utility>

#include "audio/pitch.hpp"

namespace hotpin::audio {
namespace {

constexpr float kSteadySt = 1;  // from one block to the next
constexpr std::size_t kPitchSamples = kPitchWindow + kLongestLag;

}  // namespace

void BlockMeter::add(std::span<const float> samples) {
  for (const float sample : samples) {
    energy_ += double{sample} * sample;
    low_sum_ += sample / kPitchDecimation;
    if (++in_block_ % kPitchDecimation != 0) continue;
    low_.push_back(low_sum_);
    low_sum_ = 0;
  }
}

float BlockMeter::end_block() {
  const double mean = (energy_ + energy_before_) / (2 * kBlock);
  energy_before_ = energy_;
  energy_ = 0;
  in_block_ = 0;
  if (low_.size() > kPitchSamples) {
    low_.erase(low_.begin(), low_.end() - static_cast<std::ptrdiff_t>(kPitchSamples));
  }
  return static_cast<float>(10 * std::log10(mean + 0.1)) - kFullScaleDb;
}

/// Voices glide; what is found in noise jumps.
bool BlockMeter::is_pitch_steady() {
  if (low_.size() != kPitchSamples) return false;
  const std::optional<float> before = std::exchange(pitch_, pitch_of(low_));
  return before && pitch_ && std::abs(*pitch_ - *before) < kSteadySt;
}

}  // namespace hotpin::audio
