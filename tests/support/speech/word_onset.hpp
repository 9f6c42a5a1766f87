#pragma once

#include <cstdint>
#include <span>

namespace hotpin::tests {

/// Samples of a recording between which a word's sound begins.
struct Onset {
  double earliest = 0;
  double latest = 0;
};

/// Where the second part begins in a recording of a voice that says two parts in one go, found from
/// the same voice saying `first` and `second` apart: their sound, one behind the other, is laid
/// along that of `whole` by dynamic time warping of its spectrum. Knows nothing of texts, phonemes
/// or what a voice tells of itself. Rates are 16000 to 24000 Hz. All must have a sound.
Onset find_onset(std::span<const std::int16_t> whole, std::span<const std::int16_t> first,
                 std::span<const std::int16_t> second, std::uint32_t rate_hz);

}  // namespace hotpin::tests
