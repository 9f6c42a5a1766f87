#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace hotpin::client {

/// What a server says must not steer the terminal. C1 controls, in UTF-8, go too.
inline std::string printable(std::string_view text) {
  std::string shown(text);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto byte = static_cast<unsigned char>(shown[i]);
    if (byte < 0x20 || byte == 0x7F) shown[i] = ' ';
    const bool is_c1 =
        byte == 0xC2 && i + 1 < shown.size() && static_cast<unsigned char>(shown[i + 1]) < 0xA0;
    if (is_c1) shown.replace(i, 2, " ");
  }
  return shown;
}

}  // namespace hotpin::client
