#include "audio/wav_format.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "audio/g711.hpp"

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;

// RFC 2361 and mmreg.h
constexpr std::uint16_t kPcm = 1;
constexpr std::uint16_t kFloat = 3;
constexpr std::uint16_t kALaw = 6;
constexpr std::uint16_t kMuLaw = 7;
constexpr std::uint16_t kExtensible = 0xFFFE;
constexpr std::uint16_t kMostChannels = 64;

struct KindName {
  std::uint16_t kind;
  const char* name;
};
constexpr std::array kOtherKinds = {
    KindName{0x02, "ADPCM"},  KindName{0x11, "ADPCM"},    KindName{0x31, "GSM 06.10"},
    KindName{0x50, "MPEG"},   KindName{0x55, "MP3"},      KindName{0xFF, "AAC"},
    KindName{0x704F, "Opus"}, KindName{0x674F, "Vorbis"},
};

base::Error bad_wav(const std::string& why) { return {"bad_wav", why}; }

std::string fault_of_kind(const WavFormat& format) {
  const auto found = std::find_if(kOtherKinds.begin(), kOtherKinds.end(),
                                  [&](const KindName& it) { return it.kind == format.kind; });
  if (found != kOtherKinds.end()) return std::string("it is ") + found->name;
  return "it is neither PCM nor float";
}

bool is_known(const WavFormat& format) {
  switch (format.kind) {
    case kPcm:
      return format.bits >= 8 && format.bits <= 32 && format.bits % 8 == 0;
    case kFloat:
      return format.bits == 32 || format.bits == 64;
    case kALaw:
    case kMuLaw:
      return format.bits == 8;
    default:
      return false;
  }
}

double from_float(double value) {
  return std::isfinite(value) ? std::clamp(value, -1.0, 1.0) * 32767 : 0;
}

/// One sample, scaled to 16 bit.
double sample_at(Bytes data, std::size_t at, const WavFormat& format) {
  const std::uint64_t raw = little_endian(data, at, format.bits / 8U);
  if (format.kind == kMuLaw) return from_g711(G711::mu_law, static_cast<std::uint8_t>(raw));
  if (format.kind == kALaw) return from_g711(G711::a_law, static_cast<std::uint8_t>(raw));
  if (format.kind == kFloat) {
    return from_float(format.bits == 64 ? std::bit_cast<double>(raw)
                                        : std::bit_cast<float>(static_cast<std::uint32_t>(raw)));
  }
  if (format.bits == 8) return (static_cast<double>(raw) - 128) * 256;  // 8 bit is unsigned
  const auto top =
      static_cast<std::int32_t>(static_cast<std::uint32_t>(raw << (32U - format.bits)));
  return static_cast<double>(top) / 65536;
}

}  // namespace

std::uint64_t little_endian(Bytes bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value |= std::to_integer<std::uint64_t>(bytes[at + i]) << (8 * i);
  }
  return value;
}

base::Result<WavFormat> parse_wav_format(Bytes chunk) {
  if (chunk.size() < 16) return bad_wav("its format chunk is cut short");
  const auto number = [chunk](std::size_t at) {
    return static_cast<std::uint16_t>(little_endian(chunk, at, 2));
  };
  WavFormat format{number(0), number(2), static_cast<std::uint32_t>(little_endian(chunk, 4, 4)),
                   number(14)};
  if (format.kind == kExtensible && chunk.size() >= 26) format.kind = number(24);
  // 12 or 20 bits lie at the top of the bytes that hold them.
  if (format.kind == kPcm) format.bits = static_cast<std::uint16_t>((format.bits + 7U) / 8 * 8);
  if (!is_known(format)) return bad_wav(fault_of_kind(format));
  if (format.channels == 0) return bad_wav("it has no channels");
  if (format.channels > kMostChannels) return bad_wav("it has more than 64 channels");
  return format;
}

void append_mono(Bytes data, const WavFormat& format, std::vector<std::int16_t>& out) {
  const std::size_t frames = data.size() / format.frame_bytes();
  out.reserve(out.size() + frames);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    double sum = 0;
    for (std::size_t channel = 0; channel < format.channels; ++channel) {
      sum += sample_at(data, frame * format.frame_bytes() + channel * (format.bits / 8U), format);
    }
    const double mixed = std::round(sum / format.channels);
    out.push_back(static_cast<std::int16_t>(std::clamp(mixed, -32768.0, 32767.0)));
  }
}

}  // namespace hotpin::audio
