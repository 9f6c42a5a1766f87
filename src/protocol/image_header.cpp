#include "protocol/image_header.hpp"

#include <algorithm>
#include <optional>

namespace hotpin::protocol {
namespace {

constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kJpegSignature("\xff\xd8\xff", 3);
/// Length and name of the first chunk of every PNG.
constexpr std::string_view kPngHeaderChunk("\0\0\0\x0dIHDR", 8);
constexpr std::size_t kPngHeaderBytes = 13 + 4;  // and its checksum

struct Size {
  std::uint32_t width;
  std::uint32_t height;
};

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < length; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

/// Bits of a sample by colour type, as the PNG specification has them.
bool is_png_colour(std::uint32_t depth, std::uint32_t type) {
  const bool is_byte = depth == 8 || depth == 16;
  const bool is_less = depth == 1 || depth == 2 || depth == 4;
  switch (type) {
    case 0:
      return is_byte || is_less;
    case 2:
    case 4:
    case 6:
      return is_byte;
    case 3:
      return is_less || depth == 8;
    default:
      return false;
  }
}

std::optional<Size> png_size(std::string_view bytes) {
  bytes.remove_prefix(kPngSignature.size());
  if (!bytes.starts_with(kPngHeaderChunk)) return std::nullopt;
  bytes.remove_prefix(kPngHeaderChunk.size());
  if (bytes.size() < kPngHeaderBytes) return std::nullopt;
  const bool is_sane = is_png_colour(number(bytes, 8, 1), number(bytes, 9, 1)) && bytes[10] == 0 &&
                       bytes[11] == 0 && number(bytes, 12, 1) <= 1;
  if (!is_sane) return std::nullopt;
  return Size{number(bytes, 0, 4), number(bytes, 4, 4)};
}

/// The markers of a frame's header; among them stand three of other tables.
bool is_frame(std::uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// Alone, without a length behind it.
bool is_bare(std::uint32_t marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7); }

/// Before the frame's header there are no pixels, no end and no second beginning.
bool is_too_early(std::uint32_t marker) {
  return marker == 0x00 || marker == 0xD8 || marker == 0xD9 || marker == 0xDA;
}

std::optional<Size> frame_size(std::string_view segment) {
  constexpr std::size_t kFixedBytes = 8;
  constexpr std::size_t kBytesPerComponent = 3;
  if (segment.size() < kFixedBytes) return std::nullopt;
  const std::uint32_t precision = number(segment, 2, 1);
  const std::uint32_t components = number(segment, 7, 1);
  const bool is_sane = (precision == 8 || precision == 12) && components >= 1 && components <= 4 &&
                       segment.size() == kFixedBytes + kBytesPerComponent * components;
  if (!is_sane) return std::nullopt;
  return Size{number(segment, 5, 2), number(segment, 3, 2)};
}

/// Walks over the segments up to the frame's header.
std::optional<Size> jpeg_size(std::string_view bytes) {
  bytes.remove_prefix(2);
  for (;;) {
    const std::size_t fill = std::min(bytes.find_first_not_of('\xff'), bytes.size());
    if (fill == 0 || fill == bytes.size()) return std::nullopt;
    const std::uint32_t marker = number(bytes, fill, 1);
    bytes.remove_prefix(fill + 1);
    if (is_bare(marker)) continue;
    if (is_too_early(marker) || bytes.size() < 2) return std::nullopt;
    const std::size_t length = number(bytes, 0, 2);
    if (length < 2 || length > bytes.size()) return std::nullopt;
    if (is_frame(marker)) return frame_size(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
}

}  // namespace

base::Result<ImageHeader> read_image_header(std::string_view bytes) {
  const bool is_png = bytes.starts_with(kPngSignature);
  if (!is_png && !bytes.starts_with(kJpegSignature)) {
    return base::Error{kUnknownImage, "the picture is neither JPEG nor PNG"};
  }
  const std::optional<Size> size = is_png ? png_size(bytes) : jpeg_size(bytes);
  if (!size || size->width == 0 || size->height == 0) {
    return base::Error{kBadImage, "the picture is damaged"};
  }
  if (size->width > kMaxImageSide || size->height > kMaxImageSide) {
    return base::Error{kBadImage, "the picture has a side of more than " +
                                      std::to_string(kMaxImageSide) + " pixels"};
  }
  return ImageHeader{is_png ? "image/png" : "image/jpeg", size->width, size->height};
}

}  // namespace hotpin::protocol
