#pragma once

#include <cstddef>
#include <cstdio>
#include <random>
#include <string>

namespace hotpin::session {

inline constexpr std::size_t kTokenDigits = 32;

/// 128 bits from the system, as hexadecimal digits: nobody guesses it.
inline std::string random_token() {
  std::random_device random;
  std::string token;
  for (int i = 0; i < 4; ++i) {
    char digits[9];
    std::snprintf(digits, sizeof digits, "%08x", random());
    token += digits;
  }
  return token;
}

}  // namespace hotpin::session
