#include "dialog/speakable/written_text.hpp"

#include <algorithm>
#include <iterator>

#include "base/utf8.hpp"
#include "dialog/plain_text.hpp"
#include "dialog/speakable/formula/written_formula.hpp"
#include "dialog/speakable/plain_signs.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};
/// Of the symbols above Latin those that are units, numbers, mathematics and punctuation, and no
/// arrows, boxes, pictograms or emoji.
constexpr Range kRead[] = {{0x100, 0x218F}, {0x2200, 0x22FF}, {0x2460, 0x249B}, {0x2E00, 0xFFFF}};

/// Signs that voices read, or that make their pauses.
bool is_read(char32_t c) {
  constexpr std::u32string_view kMarkup = U"_`|~<>{}[]\\^";
  if (c < 0x100) return kMarkup.find(c) == std::u32string_view::npos;
  return std::any_of(std::begin(kRead), std::end(kRead),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

/// `before` is the last character that was kept, if it stands just in front; 0 if not.
bool is_kept(char32_t c, char32_t before) {
  switch (kind_of(c)) {
    case CharKind::letter:
    case CharKind::digit:
      return true;
    case CharKind::joiner:
      return is_foreign(before);
    case CharKind::symbol:
      return is_read(c);
    case CharKind::space:
    case CharKind::control:
      break;
  }
  return false;
}

}  // namespace

std::string written_text(std::string_view text) {
  const std::string plain = with_written_formulas(plain_text(base::to_valid_utf8(text)));
  std::string out;
  bool has_word = false;
  char32_t before = 0;
  for (TextCursor cursor(plain); !cursor.at_end();) {
    const char32_t c = cursor.peek_character();
    const std::string_view written = cursor.take_character();
    if (!is_kept(c, before)) {
      before = 0;
      continue;
    }
    if (before == 0 && !out.empty()) out += ' ';
    if (kind_of(c) != CharKind::joiner) before = c;
    has_word = has_word || is_word_char(c);
    out += written;
  }
  return has_word ? out : std::string();
}

}  // namespace hotpin::dialog
