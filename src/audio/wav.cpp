#include "audio/wav.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "audio/resampler.hpp"
#include "audio/wav_chunks.hpp"

#include "audio/wav_format.hpp"

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint16_t kPcm = 1;
/// Of a file whose rate is lower than that of the one before it: 8 to 48 kHz.
constexpr std::uint32_t kMaxGrowth = 6;

base::Error bad_wav(const std::string& why) { return {"bad_wav", why}; }

base::Result<WavFormat> parse_format(Bytes chunk) {
  auto format = parse_wav_format(chunk);
  if (format && !is_wav_rate(format->rate_hz)) {
    return bad_wav("its rate is not 8000 to 192000 Hz");
  }
  return format;
}

Wav to_mono(Bytes data, const WavFormat& format) {
  Wav wav{format.rate_hz, {}};
  append_mono(data, format, wav.samples);
  return wav;
}

/// At the rate of the first.
void append(Wav& whole, Wav part) {
  if (whole.rate_hz == 0) {
    whole = std::move(part);
    return;
  }
  if (part.rate_hz != whole.rate_hz) {
    part.samples = resample(part.samples, part.rate_hz, whole.rate_hz);
  }
  whole.samples.insert(whole.samples.end(), part.samples.begin(), part.samples.end());
}

}  // namespace

base::Result<Wav> parse_wav(Bytes file) {
  if (!is_wav(file)) return bad_wav("it is not a WAV file");
  const std::vector<WavChunks> chunks = wav_chunks(file);
  if (chunks.empty()) return bad_wav("it holds no samples");
  Wav whole;
  for (const WavChunks& part : chunks) {
    if (part.format.empty()) return bad_wav("its samples come before their format");
    const auto format = parse_format(part.format);
    if (!format) return format.error();
    const bool may_join = whole.rate_hz == 0 || (format->rate_hz * kMaxGrowth >= whole.rate_hz);
    if (!may_join) return bad_wav("its parts differ too much in their rates");
    append(whole, to_mono(part.data, *format));
  }
  return whole;
}

std::string wav_header(std::uint32_t rate_hz, std::uint32_t data_bytes) {
  std::string header;
  const auto number = [&header](std::uint32_t value, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) header += static_cast<char>(value >> (8 * i));
  };
  header += "RIFF";
  number(data_bytes + static_cast<std::uint32_t>(kWavHeaderBytes) - 8, 4);
  header += "WAVEfmt ";
  number(16, 4);
  number(kPcm, 2);
  number(1, 2);
  number(rate_hz, 4);
  number(rate_hz * 2, 4);
  number(2, 2);
  number(16, 2);
  header += "data";
  number(data_bytes, 4);
  return header;
}

std::string wav_file(std::span<const std::int16_t> samples, std::uint32_t rate_hz) {
  std::string file = wav_header(rate_hz, static_cast<std::uint32_t>(samples.size_bytes()));
  const auto bytes = std::as_bytes(samples);  // s16le, as x86-64 is
  file.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return file;
}

}  // namespace hotpin::audio
