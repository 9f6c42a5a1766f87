#include "base/text_words.hpp"

#include <algorithm>
#include <iterator>

#include "base/utf8.hpp"

namespace hotpin::base {
namespace {

enum class Kind { space, mark, letter, ideograph };

struct Range {
  char32_t first;
  char32_t last;
  Kind kind;
};

// Rising; what lies between is letters.
constexpr Range kRanges[] = {
    {0x00, 0x08, Kind::mark},          {0x09, 0x0D, Kind::space},
    {0x0E, 0x1F, Kind::mark},          {0x20, 0x20, Kind::space},
    {0x21, 0x2F, Kind::mark},          {0x3A, 0x40, Kind::mark},
    {0x5B, 0x60, Kind::mark},          {0x7B, 0x84, Kind::mark},
    {0x85, 0x85, Kind::space},         {0x86, 0x9F, Kind::mark},
    {0xA0, 0xA0, Kind::space},         {0xA1, 0xA9, Kind::mark},
    {0xAB, 0xB4, Kind::mark},          {0xB6, 0xB9, Kind::mark},
    {0xBB, 0xBF, Kind::mark},          {0x2000, 0x200A, Kind::space},
    {0x200B, 0x2027, Kind::mark},      {0x2028, 0x2029, Kind::space},
    {0x202A, 0x202E, Kind::mark},      {0x202F, 0x202F, Kind::space},
    {0x2030, 0x205E, Kind::mark},      {0x205F, 0x205F, Kind::space},
    {0x2060, 0x2BFF, Kind::mark},      {0x2E00, 0x2E7F, Kind::mark},
    {0x2E80, 0x2FFF, Kind::ideograph}, {0x3000, 0x3000, Kind::space},
    {0x3001, 0x3004, Kind::mark},      {0x3005, 0x3007, Kind::ideograph},
    {0x3008, 0x3020, Kind::mark},      {0x3021, 0x3029, Kind::ideograph},
    {0x302A, 0x3030, Kind::mark},      {0x3031, 0x30FF, Kind::ideograph},
    {0x31F0, 0x31FF, Kind::ideograph}, {0x3400, 0x9FFF, Kind::ideograph},
    {0xF900, 0xFAFF, Kind::ideograph}, {0xFE00, 0xFE6F, Kind::mark},
    {0xFF00, 0xFF0F, Kind::mark},      {0xFF1A, 0xFF20, Kind::mark},
    {0xFF3B, 0xFF40, Kind::mark},      {0xFF5B, 0xFF65, Kind::mark},
    {0xFF66, 0xFF9F, Kind::ideograph}, {0xFFE0, 0xFFFF, Kind::mark},
    {0x1F000, 0x1FAFF, Kind::mark},    {0x20000, 0x3FFFF, Kind::ideograph},
    {0xE0000, 0x10FFFF, Kind::mark},
};

Kind kind_of(char32_t c) {
  const auto* const range =
      std::partition_point(std::begin(kRanges), std::end(kRanges),
                           [c](const Range& candidate) { return candidate.last < c; });
  const bool is_in = range != std::end(kRanges) && c >= range->first;
  return is_in ? range->kind : Kind::letter;
}

/// Whether a word that holds `held` ends in front of `next`.
bool parts(Kind held, Kind next) {
  if (held == Kind::mark || next == Kind::mark) return false;
  return held == Kind::ideograph || next == Kind::ideograph;
}

}  // namespace

std::vector<TextWord> text_words(std::string_view text) {
  std::vector<TextWord> words;
  Kind held = Kind::space;  // of the word being read; space: none is
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t at = text.size() - rest.size();
    const Kind kind = kind_of(take_code_point(rest));
    if (kind == Kind::space) {
      held = Kind::space;
      continue;
    }
    if (held == Kind::space || parts(held, kind)) {
      words.push_back({at, at});
      held = Kind::mark;
    }
    words.back().end = text.size() - rest.size();
    if (kind != Kind::mark) held = kind;
  }
  return words;
}

std::vector<std::string> each_word(std::string_view text, const std::vector<TextWord>& words) {
  std::vector<std::string> each;
  for (const TextWord& word : words) {
    each.emplace_back(text.substr(word.begin, word.end - word.begin));
  }
  return each;
}

}  // namespace hotpin::base
