#pragma once

#include <cstdint>
#include <string>

namespace hotpin::tests {

inline std::string big_endian(std::uint32_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
  }
  return out;
}

/// A JPEG as its header goes, with `filling` in place of what an eye would see.
inline std::string jpeg(std::uint32_t width = 640, std::uint32_t height = 480,
                        const std::string& filling = "pixels") {
  const std::string comment = "a comment";
  return std::string("\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0", 20) + "\xff\xfe" +
         big_endian(static_cast<std::uint32_t>(comment.size()) + 2, 2) + comment +
         std::string("\xff\xff\xc0\0\x11\x08", 6) + big_endian(height, 2) + big_endian(width, 2) +
         std::string("\x03\x01\x22\0\x02\x11\x01\x03\x11\x01", 10) + "\xff\xda" + filling +
         "\xff\xd9";
}

inline std::string png(std::uint32_t width = 640, std::uint32_t height = 480,
                       const std::string& filling = "pixels") {
  return std::string("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", 16) + big_endian(width, 4) +
         big_endian(height, 4) + std::string("\x08\x02\0\0\0", 5) + "CRC0" + filling;
}

}  // namespace hotpin::tests
