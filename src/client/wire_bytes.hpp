#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hotpin::client {

/// Samples as they go over the wire: little endian.
inline std::vector<std::byte> wire_bytes(std::span<const std::int16_t> pcm) {
  std::vector<std::byte> bytes;
  bytes.reserve(pcm.size() * 2);
  for (const std::int16_t sample : pcm) {
    const auto bits = static_cast<std::uint16_t>(sample);
    bytes.push_back(static_cast<std::byte>(bits & 0xFF));
    bytes.push_back(static_cast<std::byte>(bits >> 8));
  }
  return bytes;
}

}  // namespace hotpin::client
