#include "audio/input/mpeg_frame.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;
using Kind = StreamForm::Kind;

struct Frame {
  std::size_t bytes = 0;
  std::uint32_t stream = 0;  ///< what all frames of one stream have in common
};

/// ISO 11172-3 and 13818-3, kbit/s by the header's index; 0 is a length that is not told.
using Rates = std::array<std::uint16_t, 15>;
constexpr Rates kLayer1{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448};
constexpr Rates kLayer2{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384};
constexpr Rates kLayer3{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
constexpr Rates kLowLayer1{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256};
constexpr Rates kLowLayers{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
constexpr std::array<std::uint32_t, 3> kHz{44100, 48000, 32000};

const Rates& rates(bool is_low, unsigned layer) {
  if (is_low) return layer == 1 ? kLowLayer1 : kLowLayers;
  return layer == 1 ? kLayer1 : layer == 2 ? kLayer2 : kLayer3;
}

std::uint32_t byte_at(Bytes bytes, std::size_t at) {
  return std::to_integer<std::uint32_t>(bytes[at]);
}

/// `at` holds four bytes.
std::optional<Frame> mpeg_frame(Bytes at) {
  const std::uint32_t b1 = byte_at(at, 1);
  const std::uint32_t b2 = byte_at(at, 2);
  if (byte_at(at, 0) != 0xFF || (b1 & 0xE0U) != 0xE0) return std::nullopt;
  const unsigned version = (b1 >> 3U) & 3U;  // 0: 2.5, 2: 2, 3: 1
  const unsigned layer = 4 - ((b1 >> 1U) & 3U);
  const unsigned rate = b2 >> 4U;
  const unsigned hz = (b2 >> 2U) & 3U;
  if (version == 1 || layer == 4 || rate == 0 || rate == 15 || hz == 3) return std::nullopt;
  const bool is_low = version != 3;
  const std::uint32_t sampling = kHz[hz] >> (version == 3 ? 0U : version == 2 ? 1U : 2U);
  const std::uint32_t bits = 1000U * rates(is_low, layer)[rate];
  const std::uint32_t padding = (b2 >> 1U) & 1U;
  const std::uint32_t slots = layer == 1 ? 12 : layer == 3 && is_low ? 72 : 144;
  const std::size_t length = slots * bits / sampling + padding;
  return Frame{layer == 1 ? 4 * length : length, (b1 & 0x1EU) | (hz << 8U)};
}

/// ISO 13818-7. `at` holds seven bytes.
std::optional<Frame> aac_frame(Bytes at) {
  if (byte_at(at, 0) != 0xFF || (byte_at(at, 1) & 0xF6U) != 0xF0) return std::nullopt;
  const unsigned hz = (byte_at(at, 2) >> 2U) & 15U;
  const std::size_t length =
      ((byte_at(at, 3) & 3U) << 11U) | (byte_at(at, 4) << 3U) | (byte_at(at, 5) >> 5U);
  if (hz >= 13 || length < 8) return std::nullopt;
  return Frame{length, byte_at(at, 1) | (hz << 8U)};
}

/// Follows the headers through `head`.
template <std::size_t header_bytes, typename Parse>
Kind follow(Bytes head, bool is_last, Parse parse) {
  constexpr std::size_t kEnough = 3;
  std::size_t at = 0;
  std::optional<Frame> before;
  for (std::size_t frames = 0; frames < kEnough; ++frames) {
    if (at + header_bytes > head.size()) {
      if (!is_last) return Kind::undecided;
      return frames >= 2 || (frames == 1 && at == head.size()) ? Kind::foreign : Kind::pcm;
    }
    const std::optional<Frame> frame = parse(head.subspan(at));
    if (!frame || (before && frame->stream != before->stream)) return Kind::pcm;
    before = frame;
    at += frame->bytes;
  }
  return Kind::foreign;
}

}  // namespace

StreamForm by_mpeg_frames(Bytes head, bool is_last) {
  if (head.empty() || byte_at(head, 0) != 0xFF) return {Kind::pcm};
  const Kind mpeg = follow<4>(head, is_last, mpeg_frame);
  if (mpeg == Kind::foreign) return {mpeg, "MP3"};
  const Kind aac = follow<7>(head, is_last, aac_frame);
  if (aac == Kind::foreign) return {aac, "AAC"};
  return {mpeg == Kind::undecided || aac == Kind::undecided ? Kind::undecided : Kind::pcm};
}

}  // namespace hotpin::audio
