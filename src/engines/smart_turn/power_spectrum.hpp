#pragma once

#include <array>
#include <cstddef>

namespace hotpin::engines::smart_turn {

/// 25 ms at 16 kHz, and the frequencies that its spectrum tells: 0, 40, 80 ... 8000 Hz.
inline constexpr std::size_t kFrameSamples = 400;
inline constexpr std::size_t kFrequencies = kFrameSamples / 2 + 1;

using Frame = std::array<float, kFrameSamples>;
using Power = std::array<float, kFrequencies>;

/// The power of two frames at each frequency, by one Fourier transform. Thread-safe.
std::array<Power, 2> power_spectra(const Frame& first, const Frame& second);

}  // namespace hotpin::engines::smart_turn
