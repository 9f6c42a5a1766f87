// SPDX-License-Identifier: GPL-3.0-or-later
#include "espeak_child/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace hotpin::espeak_child {
namespace {

/// Bytes of the character that `lead` begins; 0 when none begins so.
std::size_t length_of(unsigned char lead) {
  if (lead == 0) return 0;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if ((lead & 0xF0) == 0xE0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

}  // namespace

bool is_plain_utf8(std::string_view text) {
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = length_of(lead);
    if (length == 0 || length > text.size()) return false;
    char32_t code_point = length == 1 ? lead : lead & (0x7FU >> length);
    for (const char c : text.substr(1, length - 1)) {
      if ((c & 0xC0) != 0x80) return false;
      code_point = code_point << 6 | (static_cast<unsigned char>(c) & 0x3FU);
    }
    const bool is_surrogate = code_point >= 0xD800 && code_point < 0xE000;
    if (code_point < kSmallest.at(length) || code_point > 0x10FFFF || is_surrogate) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool has_plain_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && std::isalnum(byte) != 0;
  });
}

}  // namespace hotpin::espeak_child
