#include "dialog/speakable/plain_signs.hpp"

#include "base/utf8.hpp"
#include "dialog/plain_text.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr char32_t kLastLatin = 0x24F;

/// What one character is written as before anything is read; empty: as it is.
std::string_view plain_form(char32_t c) {
  switch (c) {
    case U'‘':
    case U'’':
    case U'ʼ':
    case U'′':
      return "'";
    case U'“':
    case U'”':
    case U'„':
    case U'″':
      return "\"";
    case U'‐':
    case U'‑':
      return "-";
    case U'‒':
      return "–";
    case U'⁄':
      return "/";
    case U'º':
      return "°";
    case U'½':
      return " 1/2";
    case U'¼':
      return " 1/4";
    case U'¾':
      return " 3/4";
    case U'⅓':
      return " 1/3";
    case U'⅔':
      return " 2/3";
    default:
      return {};
  }
}

}  // namespace

bool is_foreign(char32_t c) {
  return c > kLastLatin && kind_of(c) == CharKind::letter && c != U'μ';
}

std::string plain_signs(std::string_view text) {
  const std::string plain = plain_text(base::to_valid_utf8(text));
  std::string out;
  char32_t previous = 0;
  for (TextCursor cursor(plain); !cursor.at_end();) {
    const char32_t c = cursor.peek_character();
    const std::string_view written = cursor.take_character();
    std::string_view form = plain_form(c);
    if (form.starts_with(' ') && (out.empty() || out.back() == ' ')) form.remove_prefix(1);
    const bool is_joiner = kind_of(c) == CharKind::joiner;
    if (!is_joiner || is_foreign(previous)) out += form.empty() ? written : form;
    if (!is_joiner) previous = c;
  }
  return out;
}

}  // namespace hotpin::dialog
