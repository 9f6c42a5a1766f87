#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hotpin::audio {

/// Samples [begin, end) of a recording that hold its sound; empty when there is none.
struct VoicedRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
};

/// What is left of a synthesised phrase without the silence around it: from 10 ms before the first
/// audible sample to 30 ms behind the last. Audible is what reaches 1 % of full scale, above any
/// synthesiser's noise floor and below any voice.
VoicedRange voiced_range(std::span<const std::int16_t> samples, std::uint32_t rate_hz);

inline constexpr int kAudibleLevel = 328;

}  // namespace hotpin::audio
