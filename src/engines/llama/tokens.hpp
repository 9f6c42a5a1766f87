#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hotpin::engines::llama {

using Token = std::int32_t;  ///< llama.cpp's llama_token
using Tokens = std::vector<Token>;

/// How many tokens `a` and `b` share from the front.
inline std::size_t common_prefix(const Tokens& a, const Tokens& b) {
  const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(differ.first - a.begin());
}

}  // namespace hotpin::engines::llama
