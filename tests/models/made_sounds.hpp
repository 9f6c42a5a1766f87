#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <random>
#include <vector>

#include "engine/context.hpp"

namespace hotpin::tests {

// What holds no speech, at engine::kInputRateHz.

using Pcm = std::vector<std::int16_t>;

inline Pcm joined(std::initializer_list<Pcm> parts) {
  Pcm all;
  for (const Pcm& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}
inline Pcm silence(double seconds) {
  return Pcm(static_cast<std::size_t>(seconds * engine::kInputRateHz));
}

inline Pcm noise(double seconds, double deviation) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal(0, deviation);
  Pcm pcm = silence(seconds);
  for (std::int16_t& sample : pcm)
    sample = static_cast<std::int16_t>(std::clamp(normal(random), -32000.0, 32000.0));
  return pcm;
}

inline Pcm chord(double seconds) {
  Pcm pcm = silence(seconds);
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    double sum = 0;
    for (const double tone_hz : {440.0, 554.37, 659.25}) {
      sum +=
          std::sin(2 * std::numbers::pi * tone_hz * static_cast<double>(i) / engine::kInputRateHz);
    }
    pcm[i] = static_cast<std::int16_t>(3000 * sum);
  }
  return pcm;
}

}  // namespace hotpin::tests
