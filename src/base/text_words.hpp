#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hotpin::base {

/// Bytes [begin, end) of a text that hold one of its words with the marks around it.
struct TextWord {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const TextWord&) const = default;
};

/// The words of `text` as a reader parts them: by white space, and each ideograph and each sign of
/// a syllabary by itself, since their scripts put no spaces. Any bytes are taken. Linear; pure.
std::vector<TextWord> text_words(std::string_view text);
/// The words themselves.
std::vector<std::string> each_word(std::string_view text, const std::vector<TextWord>& words);

}  // namespace hotpin::base
