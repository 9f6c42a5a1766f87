#include "dialog/stop_words.hpp"

#include <algorithm>

namespace hotpin::dialog {

std::string StopWords::push(std::string_view text) {
  if (is_met_) return {};
  if (words_.empty()) return std::string(text);
  held_ += text;
  const std::optional<std::size_t> met = met_at();
  is_met_ = met.has_value();
  const std::size_t sure = met.value_or(begun_at());
  std::string out = held_.substr(0, sure);
  held_.erase(0, is_met_ ? std::string::npos : sure);
  return out;
}

/// Of several words the one that is whole first, as it would be found in single characters.
std::optional<std::size_t> StopWords::met_at() const {
  std::optional<std::size_t> at;
  std::size_t first_end = std::string::npos;
  for (const std::string& word : words_) {
    const std::size_t begin = held_.find(word);
    if (begin == std::string::npos || begin + word.size() > first_end) continue;
    at = begin + word.size() == first_end ? std::min(*at, begin) : begin;
    first_end = begin + word.size();
  }
  return at;
}

/// Where the longest end of what is held begins that may become a word; its size where none does.
std::size_t StopWords::begun_at() const {
  std::size_t longest = 0;
  for (const std::string& word : words_) {
    for (std::size_t size = std::min(word.size() - 1, held_.size()); size > longest; --size) {
      if (held_.ends_with(std::string_view(word).substr(0, size))) longest = size;
    }
  }
  return held_.size() - longest;
}

}  // namespace hotpin::dialog
