#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hotpin::tests {

/// Lower case, without punctuation; digits become words, so that "20" is "twenty".
std::vector<std::string> words_of(std::string_view text);

/// Words to substitute, delete and insert until `heard` is `said`; add them up over a corpus.
struct WordErrors {
  std::size_t errors = 0;
  std::size_t words = 0;  ///< of what was said

  void add(std::string_view said, std::string_view heard);
  double rate() const {
    return words == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(words);
  }
};

}  // namespace hotpin::tests
