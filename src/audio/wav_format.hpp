#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"

namespace hotpin::audio {

/// How the samples of a WAV file are written: its `fmt ` chunk. PCM of 8 to 32 bit, float of 32 or
/// 64 bit, mu-law and A-law; the extensible form says one of these inside.
struct WavFormat {
  std::uint16_t kind = 0;  ///< wFormatTag: 1 PCM, 3 float, 6 A-law, 7 mu-law
  std::uint16_t channels = 0;
  std::uint32_t rate_hz = 0;
  std::uint16_t bits = 0;  ///< of one channel's sample as it is stored

  std::size_t frame_bytes() const { return std::size_t{channels} * (bits / 8U); }
};

/// Longest part of a `fmt ` chunk that is looked at.
inline constexpr std::size_t kLongestFormat = 40;

/// `chunk` is what follows the chunk's size. The error names what is wrong: "it is ADPCM".
base::Result<WavFormat> parse_wav_format(std::span<const std::byte> chunk);

/// Appends the whole frames in `data`, their channels averaged, scaled to 16 bit.
void append_mono(std::span<const std::byte> data, const WavFormat& format,
                 std::vector<std::int16_t>& out);

/// A number of `count` bytes, the lowest first, at `at`.
std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t at, std::size_t count);

}  // namespace hotpin::audio
