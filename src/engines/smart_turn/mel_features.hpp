#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hotpin::engines::smart_turn {

/// The model hears the last 8 s at 16 kHz, as so many bands of Whisper's, a frame each 10 ms.
inline constexpr std::size_t kHeardSamples = 128'000;
inline constexpr std::size_t kBands = 80;
inline constexpr std::size_t kFrames = kHeardSamples / 160;

/// Whisper's logarithmic mel spectrum of the end of `pcm` (16 kHz mono; zeros before it when it is
/// shorter), which is brought to mean 0 and variance 1 first: kBands rows of kFrames values. About
/// 5 ms. Thread-safe.
std::vector<float> mel_features(std::span<const std::int16_t> pcm);

}  // namespace hotpin::engines::smart_turn
