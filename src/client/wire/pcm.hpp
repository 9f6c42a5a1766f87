#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>

#include "audio/silence.hpp"
#include "base/clock.hpp"

namespace hotpin::client {

/// Rate of audio on the wire, both ways.
inline constexpr std::uint32_t kWireRateHz = 16000;

inline constexpr std::chrono::nanoseconds kSampleLength{1'000'000'000 / kWireRateHz};

inline base::Duration length_of(std::size_t samples) {
  return static_cast<std::int64_t>(samples) * kSampleLength;
}
/// Whole ones.
inline std::size_t samples_in(base::Duration span) {
  return static_cast<std::size_t>(std::max<std::int64_t>(span / kSampleLength, 0));
}

inline std::optional<std::size_t> first_audible(std::span<const std::int16_t> pcm) {
  const auto found = std::find_if(pcm.begin(), pcm.end(), [](std::int16_t sample) {
    return std::abs(int{sample}) >= audio::kAudibleLevel;
  });
  if (found == pcm.end()) return std::nullopt;
  return static_cast<std::size_t>(found - pcm.begin());
}

/// Samples as they go over the wire: 16-bit little endian.
inline std::string wire_bytes(std::span<const std::int16_t> pcm) {
  std::string bytes;
  bytes.reserve(pcm.size() * 2);
  for (const std::int16_t sample : pcm) {
    bytes += static_cast<char>(sample & 0xFF);
    bytes += static_cast<char>((sample >> 8) & 0xFF);
  }
  return bytes;
}

}  // namespace hotpin::client
