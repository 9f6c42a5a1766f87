#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hotpin::engines::sherpa {

/// Samples [begin, end) that are left out.
struct Cut {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Cut&) const = default;
};

/// Where a voice's pauses are too long for talk: of each silence of 200 ms and more a fifth stays.
/// sherpa-onnx does the same by default, but does not tell where.
std::vector<Cut> long_pauses(std::span<const std::int16_t> samples, std::uint32_t rate_hz);

/// `cuts` rise and do not overlap, as from long_pauses().
void leave_out(std::vector<std::int16_t>& samples, std::span<const Cut> cuts);
/// Where the sample at `place` is then, or the first one behind the cut that holds it.
std::size_t place_after(std::size_t place, std::span<const Cut> cuts);

}  // namespace hotpin::engines::sherpa
