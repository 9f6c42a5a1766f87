#include "audio/input/gliding_gain.hpp"

#include <algorithm>
#include <cmath>

namespace hotpin::audio {
namespace {

/// By which the gain nears its target with each sample: 3 ms.
constexpr float kNearer = 0.02F;

}  // namespace

float GlidingGain::target_db() const { return 20 * std::log10(target_); }

void GlidingGain::glide_to(float target_db) { target_ = std::pow(10.0F, target_db / 20); }

void GlidingGain::apply(std::span<const float> in, std::vector<std::int16_t>& out) {
  out.reserve(out.size() + in.size());
  for (const float sample : in) {
    gain_ += kNearer * (target_ - gain_);
    const float lifted = std::clamp(sample * gain_, -32768.0F, 32767.0F);
    out.push_back(static_cast<std::int16_t>(std::lrint(lifted)));
  }
}

}  // namespace hotpin::audio
