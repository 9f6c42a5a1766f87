#include "audio/pitch.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace hotpin::audio {
namespace {

constexpr float kPitchRateHz = 4000;
constexpr float kClearPitch = 0.55F;
constexpr float kNearlyBest = 0.9F;  // the shortest lag that is as good as any: no octave below
constexpr float kLagCost = 0.0015F;

}  // namespace

std::optional<float> pitch_of(std::span<const float> at) {
  float mean = 0;
  for (const float sample : at.first(kPitchWindow)) mean += sample / kPitchWindow;
  std::array<float, kLongestLag + 1> match{};
  float own = 1;
  for (const float sample : at.first(kPitchWindow)) own += (sample - mean) * (sample - mean);
  float best = 0;
  for (std::size_t lag = kShortestLag; lag <= kLongestLag; ++lag) {
    float both = 0;
    float other = 1;
    for (std::size_t i = 0; i < kPitchWindow; ++i) {
      const float delayed = at[i + lag] - mean;
      both += (at[i] - mean) * delayed;
      other += delayed * delayed;
    }
    match[lag] = both / std::sqrt(own * other) - kLagCost * static_cast<float>(lag - kShortestLag);
    best = std::max(best, match[lag]);
  }
  if (best < kClearPitch) return std::nullopt;
  for (std::size_t lag = kShortestLag + 1; lag < kLongestLag; ++lag) {
    const bool is_peak = match[lag] > match[lag - 1] && match[lag] >= match[lag + 1];
    if (!is_peak || match[lag] < kNearlyBest * best) continue;
    if (match[lag] < kClearPitch) return std::nullopt;
    const float bend = match[lag - 1] - 2 * match[lag] + match[lag + 1] - 1e-6F;
    const float exact = static_cast<float>(lag) + 0.5F * (match[lag - 1] - match[lag + 1]) / bend;
    return 12 * std::log2(kPitchRateHz / exact / 100);
  }
  return std::nullopt;
}

}  // namespace hotpin::audio
