#include "audio/wav.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>

#include "audio/resampler.hpp"
#include "audio/wav_chunks.hpp"

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint16_t kPcm = 1;
constexpr std::uint16_t kFloat = 3;
constexpr std::uint16_t kExtensible = 0xFFFE;
constexpr std::uint32_t kMinRateHz = 8000;
constexpr std::uint32_t kMaxRateHz = 192000;
/// Of a file whose rate is lower than that of the one before it: 8 to 48 kHz.
constexpr std::uint32_t kMaxGrowth = 6;

std::uint32_t little_endian(Bytes bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8 * i);
  }
  return value;
}

struct Format {
  std::uint16_t kind = 0;
  std::uint16_t channels = 0;
  std::uint32_t rate_hz = 0;
  std::uint16_t bits = 0;
  std::size_t frame_bytes() const { return std::size_t{channels} * (bits / 8U); }
};

base::Error bad_wav(const std::string& why) { return {"bad_wav", why}; }

base::Result<Format> parse_format(Bytes chunk) {
  if (chunk.size() < 16) return bad_wav("its format chunk is cut short");
  Format format{static_cast<std::uint16_t>(little_endian(chunk, 0, 2)),
                static_cast<std::uint16_t>(little_endian(chunk, 2, 2)), little_endian(chunk, 4, 4),
                static_cast<std::uint16_t>(little_endian(chunk, 14, 2))};
  if (format.kind == kExtensible && chunk.size() >= 26) {
    format.kind = static_cast<std::uint16_t>(little_endian(chunk, 24, 2));
  }
  const bool is_pcm =
      format.kind == kPcm && format.bits >= 8 && format.bits <= 32 && format.bits % 8 == 0;
  const bool is_float = format.kind == kFloat && format.bits == 32;
  if (!is_pcm && !is_float) return bad_wav("it is neither PCM nor float");
  if (format.channels == 0) return bad_wav("it has no channels");
  if (format.rate_hz < kMinRateHz || format.rate_hz > kMaxRateHz) {
    return bad_wav("its rate is not 8000 to 192000 Hz");
  }
  return format;
}

/// One sample, scaled to 16 bit.
double sample_at(Bytes data, std::size_t at, const Format& format) {
  const std::size_t bytes = format.bits / 8U;
  const std::uint32_t raw = little_endian(data, at, bytes);
  if (format.kind == kFloat) {
    const float value = std::bit_cast<float>(raw);
    return std::isfinite(value) ? std::clamp(double{value}, -1.0, 1.0) * 32767 : 0;
  }
  if (bytes == 1) return (static_cast<double>(raw) - 128) * 256;  // 8 bit is unsigned
  const auto top = static_cast<std::int32_t>(raw << (32U - format.bits));
  return static_cast<double>(top) / 65536;
}

Wav to_mono(Bytes data, const Format& format) {
  const std::size_t frames = data.size() / format.frame_bytes();
  Wav wav{format.rate_hz, std::vector<std::int16_t>(frames)};
  for (std::size_t frame = 0; frame < frames; ++frame) {
    double sum = 0;
    for (std::size_t channel = 0; channel < format.channels; ++channel) {
      sum += sample_at(data, frame * format.frame_bytes() + channel * (format.bits / 8U), format);
    }
    const double mixed = std::round(sum / format.channels);
    wav.samples[frame] = static_cast<std::int16_t>(std::clamp(mixed, -32768.0, 32767.0));
  }
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
