#include "dialog/heard/spoken_words.hpp"

#include "base/utf8.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {

std::vector<std::string> spoken_words(std::string_view text) {
  std::vector<std::string> words(1);
  while (!text.empty()) {
    const char32_t c = base::take_code_point(text);
    const bool is_mark_inside = c == '\'' || c == U'’';
    if (is_word_char(c)) {
      base::append_code_point(words.back(), is_ascii_upper(c) ? c - 'A' + 'a' : c);
    } else if (!is_mark_inside && !words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

}  // namespace hotpin::dialog
