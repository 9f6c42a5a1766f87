#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::protocol {

/// The largest picture a client may send, and its longest side.
inline constexpr std::size_t kMaxImageBytes = 8U << 20U;
inline constexpr std::uint32_t kMaxImageSide = 16'384;

/// Codes of what is wrong with a picture.
inline constexpr const char* kUnknownImage = "unknown_image";  ///< of another kind
inline constexpr const char* kBadImage = "bad_image";          ///< damaged, or out of bounds

/// What the first bytes of a picture say of it.
struct ImageHeader {
  std::string_view media_type;  ///< "image/jpeg" or "image/png"
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// JPEG and PNG, told by their bytes whatever a client calls them. The picture itself is not
/// decoded.
base::Result<ImageHeader> read_image_header(std::string_view bytes);

}  // namespace hotpin::protocol
