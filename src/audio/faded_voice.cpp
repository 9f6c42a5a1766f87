#include "audio/faded_voice.hpp"

#include <algorithm>
#include <cmath>

namespace hotpin::audio {
namespace {

/// Nothing grows by doubling; a window of digital silence comes from a gate, and tells of no room.
constexpr double kLeastRoom = 1;

double level_of(std::span<const std::int16_t> window) {
  double energy = 0;
  for (const std::int16_t sample : window) energy += double{1} * sample * sample;
  return window.empty() ? 0 : std::sqrt(energy / static_cast<double>(window.size()));
}

}  // namespace

bool FadedVoice::is_speech(std::span<const std::int16_t> window, bool is_detected) {
  const auto length = static_cast<double>(window.size());
  const double level = level_of(window);
  loudest_ *= std::exp2(-length / kHalfLifeSamples);
  const double doubled = std::max(room_, kLeastRoom) * std::exp2(length / kRoomDoublesSamples);
  room_ = room_ < 0 ? level : std::min(level, doubled);
  if (!is_detected) {
    soft_samples_ = 0;
    return false;
  }
  const double near_room = std::min(kOverRoom * room_, kMostSoft * loudest_);
  const bool is_soft = level < std::max(kSoft * loudest_, near_room);
  loudest_ = std::max(loudest_, level);
  soft_samples_ = is_soft ? soft_samples_ + window.size() : 0;
  return !is_soft || soft_samples_ > kLongestSamples;
}

}  // namespace hotpin::audio
