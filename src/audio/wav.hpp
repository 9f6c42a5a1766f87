#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace hotpin::audio {

/// A recording as mono samples.
struct Wav {
  std::uint32_t rate_hz = 0;
  std::vector<std::int16_t> samples;
};

/// Reads a RIFF/WAVE file: samples in any form of WavFormat, any number of channels (mixed to one),
/// 8000 to 192000 Hz. Other chunks are skipped; sizes that are not true are mended, and several
/// files one behind the other become one (wav_chunks.hpp). Never reads outside `file`; errors name
/// what is wrong.
base::Result<Wav> parse_wav(std::span<const std::byte> file);

/// Whether a file of this rate is read.
constexpr bool is_wav_rate(std::uint32_t rate_hz) { return rate_hz >= 8000 && rate_hz <= 192000; }

inline constexpr std::size_t kWavHeaderBytes = 44;
/// The header of a mono 16-bit file with `data_bytes` of samples behind it.
std::string wav_header(std::uint32_t rate_hz, std::uint32_t data_bytes);
/// A whole mono 16-bit file.
std::string wav_file(std::span<const std::int16_t> samples, std::uint32_t rate_hz);

}  // namespace hotpin::audio
