#include "base/base64.hpp"

#include <cstdint>

namespace hotpin::base {
namespace {

constexpr std::string_view kSigns =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::size_t value_of(char sign) {
  if (sign == '-') sign = '+';
  if (sign == '_') sign = '/';
  return kSigns.find(sign);
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  std::size_t out = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) -> std::uint32_t {
      return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
    };
    const std::uint32_t group = byte(0) << 16U | byte(1) << 8U | byte(2);
    const std::size_t signs = bytes.size() - at >= 3 ? 4 : bytes.size() - at + 1;
    for (std::size_t i = 0; i < signs; ++i) {
      text[out + i] = kSigns[group >> (18U - 6U * static_cast<unsigned>(i)) & 63U];
    }
    out += 4;
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  const std::size_t last = text.find_last_not_of("= \t\r\n");
  text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (const char sign : text) {
    if (std::string_view(" \t\r\n").find(sign) != std::string_view::npos) continue;
    const std::size_t value = value_of(sign);
    if (value == std::string_view::npos) return std::nullopt;
    group = group << 6U | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xFFU);
  }
  if (bits >= 6) return std::nullopt;  // one sign alone says nothing
  return bytes;
}

}  // namespace hotpin::base
