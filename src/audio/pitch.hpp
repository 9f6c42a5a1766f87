#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace hotpin::audio {

/// Pitch is looked for at 4 kHz, where a voice's lowest harmonics are all there is.
inline constexpr std::size_t kPitchDecimation = 4;  // from 16 kHz
inline constexpr std::size_t kPitchWindow = 128;
inline constexpr std::size_t kShortestLag = 10;  // 400 Hz
inline constexpr std::size_t kLongestLag = 67;   // 60 Hz

/// In semitones above 100 Hz; none when the sound has no clear pitch. `at` holds kPitchWindow +
/// kLongestLag samples of 4 kHz. About 5 us. Pure; any thread.
std::optional<float> pitch_of(std::span<const float> at);

}  // namespace hotpin::audio
