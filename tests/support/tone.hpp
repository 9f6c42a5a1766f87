#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hotpin::tests {

/// A steady tone that any voice detector takes for a sound.
inline std::vector<std::int16_t> tone(std::size_t samples) {
  std::vector<std::int16_t> pcm(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    pcm[i] = static_cast<std::int16_t>(8000 * std::sin(0.1 * static_cast<double>(i)));
  }
  return pcm;
}

}  // namespace hotpin::tests
