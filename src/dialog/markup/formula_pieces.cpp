#include "dialog/markup/formula_pieces.hpp"

#include <algorithm>

#include "dialog/speakable/formula/formula_commands.hpp"
#include "dialog/speakable/formula/formula_signs.hpp"
#include "dialog/speakable/formula/formula_words.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

bool is_ascii_sign(char32_t c) {
  return std::string_view("0123456789+-*/=^_.,|!' <>()\\{}[]").find(static_cast<char>(c)) !=
         std::string_view::npos;
}

}  // namespace

std::size_t size_of_brackets(std::string_view text, char open, char close, std::size_t max) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < std::min(text.size(), max); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == open) {
      ++depth;
    } else if (text[at] == close && --depth == 0) {
      return at + 1;
    }
  }
  return 0;
}

bool is_function_name(std::string_view letters) {
  const FormulaCommand* known = find_formula_command(letters);
  return known != nullptr && is_name_without_backslash(*known);
}

bool is_mathematical(std::string_view inside) {
  bool has_operand = false;
  for (TextCursor cursor(inside); !cursor.at_end();) {
    const std::string_view letters = cursor.take_letters(inside.size());
    if (letters.size() > 2 && !is_function_name(letters)) return false;
    if (letters.size() == 2 && (is_function_word(letters) || find_unit(letters) != nullptr)) {
      return false;
    }
    has_operand = has_operand || !letters.empty() || cursor.at_digit();
    if (!letters.empty()) continue;
    const char32_t c = cursor.peek_character();
    const bool is_sign =
        c < 0x80 ? is_ascii_sign(c) : !formula_name_of(c).empty() || c == U'²' || c == U'³';
    if (!is_sign) return false;
    cursor.take_character();
  }
  return has_operand;
}

}  // namespace hotpin::dialog
