#include "dialog/speakable/written_text.hpp"

#include "base/utf8.hpp"
#include "dialog/plain_text.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

/// Signs that voices read, or that make their pauses.
bool is_read(char32_t c) {
  constexpr std::u32string_view kMarkup = U"_`|~<>{}[]\\^";
  constexpr char32_t kPictograms = 0x2100, kMorePunctuation = 0x2E00, kEmoji = 0x1D000;
  if (c == U'−') return true;
  if (kMarkup.find(c) != std::u32string_view::npos) return false;
  return c < kPictograms || (c >= kMorePunctuation && c < kEmoji);
}

bool is_kept(char32_t c) {
  switch (kind_of(c)) {
    case CharKind::letter:
    case CharKind::digit:
    case CharKind::joiner:
      return true;
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
  const std::string plain = plain_text(base::to_valid_utf8(text));
  std::string out;
  bool has_word = false;
  bool is_parted = false;
  for (TextCursor cursor(plain); !cursor.at_end();) {
    const char32_t c = cursor.peek_character();
    const std::string_view written = cursor.take_character();
    if (!is_kept(c)) {
      is_parted = true;
      continue;
    }
    if (is_parted && !out.empty()) out += ' ';
    is_parted = false;
    has_word = has_word || is_word_char(c);
    out += written;
  }
  return has_word ? out : std::string();
}

}  // namespace hotpin::dialog
