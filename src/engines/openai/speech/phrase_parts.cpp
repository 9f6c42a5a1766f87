#include "engines/openai/speech/phrase_parts.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/utf8.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr std::u32string_view kSentenceEnds = U".!?…。！？।؟";
constexpr std::u32string_view kClauseEnds = U",;:–—，、；：،";
constexpr std::u32string_view kNeedNoSpace = U"。！？，、；：—";

/// Where a text may be parted, in bytes; 0 for nowhere.
struct Places {
  std::size_t sentence = 0;
  std::size_t clause = 0;
  std::size_t word = 0;
  std::size_t anywhere = 0;
};

bool is_in(std::u32string_view set, char32_t c) { return set.find(c) != std::u32string_view::npos; }

Places places_in(std::string_view text, std::size_t characters) {
  Places places;
  std::string_view rest = text;
  for (char32_t last = 0; !rest.empty() && characters > 0; --characters) {
    const char32_t c = base::take_code_point(rest);
    const std::size_t behind = text.size() - rest.size();
    const bool is_border = c == ' ' || is_in(kNeedNoSpace, c);
    const char32_t mark = c == ' ' ? last : c;
    if (is_border) places.word = behind;
    if (is_border && is_in(kClauseEnds, mark)) places.clause = behind;
    if (is_border && is_in(kSentenceEnds, mark)) places.sentence = behind;
    places.anywhere = behind;
    last = c;
  }
  return places;
}

std::size_t best_of(const Places& places) {
  const std::size_t least = places.anywhere / 3;
  for (const std::size_t place : {places.sentence, places.clause, places.word}) {
    if (place > least) return place;
  }
  return places.word > 0 ? places.word : places.anywhere;
}

}  // namespace

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) base::take_code_point(text);
  return count;
}

std::pair<std::string, std::string> part_phrase(std::string_view text, std::size_t characters) {
  text = base::trimmed(text, " ");
  const std::size_t wanted = std::max<std::size_t>(1, characters);
  if (count_characters(text) <= wanted) return {std::string(text), {}};
  // The space behind the last word that fits parts as well.
  const std::size_t at =
      best_of(places_in(text, text.find(' ') != std::string_view::npos ? wanted + 1 : wanted));
  const std::string_view first = base::trimmed(text.substr(0, at), " ");
  if (count_characters(first) > wanted) {
    const std::size_t hard = places_in(text, wanted).anywhere;
    return {std::string(text.substr(0, hard)), std::string(text.substr(hard))};
  }
  return {std::string(first), std::string(base::trimmed(text.substr(at), " "))};
}

}  // namespace hotpin::engines::openai
