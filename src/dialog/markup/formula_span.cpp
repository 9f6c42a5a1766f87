#include "dialog/markup/formula_span.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "dialog/markup/bare_formula.hpp"
#include "dialog/speakable/formula/formula_commands.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kLongestName = 4;  // of letters in a row that are multiplied or a function

bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }

bool is_letter_or_digit(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return is_ascii_digit(byte) || is_ascii_lower(byte) || is_ascii_upper(byte);
}

/// Over a command, and over its argument if that is text.
void skip_command(TextCursor& cursor) {
  const FormulaCommand* known = find_formula_command(cursor.take_letters(cursor.rest().size()));
  if (known == nullptr || known->role != FormulaRole::text) return;
  cursor.skip(cursor.rest().find('}'));
}

/// Words like "of", which no formula has outside of \text{}; if `strict`, longer names as well.
bool has_prose(std::string_view body, bool strict) {
  const bool is_alone = body.find_first_of("=+^*/<>_(") == body.npos;
  for (TextCursor cursor(body); !cursor.at_end();) {
    if (cursor.take("\\")) {
      skip_command(cursor);
      continue;
    }
    const std::string_view letters = cursor.take_letters(body.size());
    if (letters.empty()) {
      cursor.take_character();
      continue;
    }
    if (letters.size() > 1 && is_function_word(letters)) return true;
    const bool is_name =
        letters.size() > kLongestName || (letters.size() > 2 && is_alone && cursor.peek() == ' ' &&
                                          find_formula_command(letters) == nullptr);
    if (strict && is_name) return true;
  }
  return false;
}

/// Whether what stands, or so far stands, between dollar signs is mathematics.
bool is_maths(std::string_view body) {
  const std::string_view trimmed = base::trimmed(body, " ");
  if (trimmed.empty()) return false;
  if (trimmed.find('\\') != trimmed.npos) return true;
  const bool has_sign = trimmed.find_first_of("^_=<>+*|{") != trimmed.npos;
  const bool is_spaced = body.front() == ' ' || body.back() == ' ';
  if (is_spaced && !has_sign && trimmed.size() > 1) return false;
  if (has_sign && !is_digit(trimmed.front()) && trimmed.find_first_of("^_=") != trimmed.npos) {
    return !is_spaced || !has_prose(trimmed, true);
  }
  return !has_prose(trimmed, true);
}

/// "$…$" behind which nothing stands that a price has.
bool may_close(std::string_view text, std::size_t end) {
  const std::string_view behind = text.substr(end);
  if (behind.empty() || !is_letter_or_digit(behind.front())) return true;
  for (const std::string_view ending : {"th", "st", "nd", "rd", "s"}) {
    if (behind.starts_with(ending) && TextCursor(behind.substr(ending.size())).at_word_end()) {
      return true;
    }
  }
  return false;
}

/// What so far stands behind a dollar sign is rather a formula than a price: "$x,", not "$5,".
bool may_go_on(std::string_view body) {
  if (body.empty() || body.front() == ' ' || body.find('\n') != body.npos) return false;
  const bool is_price = is_digit(body.front()) && body.find_first_of("\\^_={") == body.npos;
  const bool is_name = TextCursor(body).take_letters(body.size()).size() > 2;
  return !is_price && !is_name && is_maths(base::trimmed(body, " "));
}

FormulaSpan dollars(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, kMaxFormulaBytes);
  const std::string_view mark = rest.starts_with("$$") ? "$$" : "$";
  const std::size_t from = mark.size();
  std::size_t end = rest.find('$', from);
  while (end != rest.npos && rest[end - 1] == '\\') end = rest.find('$', end + 1);
  if (end == rest.npos) {
    const std::string_view body = rest.substr(from);
    if (mark.size() == 1) return {0, body, may_go_on(body)};
    const bool is_open = !has_prose(body, body.find('=') == body.npos);
    return {is_open ? rest.size() : mark.size(), is_open ? body : body.substr(0, 0), is_open};
  }
  const std::string_view body = rest.substr(from, end - from);
  const bool is_display = mark.size() == 2 && rest.substr(end).starts_with(mark);
  const std::size_t size = end + (is_display ? 2 : 1);
  if (is_display) return {size, body};
  const bool is_even = body.empty() || (body.front() == ' ') == (body.back() == ' ');
  const bool follows_word = at > 0 && is_letter_or_digit(text[at - 1]);
  if (mark.size() == 2 || !is_even || follows_word || !may_close(text, at + size)) return {};
  return is_maths(body) ? FormulaSpan{size, body} : FormulaSpan{};
}

/// \(…\) and \[…\]. Of one that is cut off the rest belongs to it.
FormulaSpan delimited(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, kMaxFormulaBytes);
  const std::string_view end_mark = rest[1] == '(' ? "\\)" : "\\]";
  const std::size_t end = rest.find(end_mark, 2);
  if (end == rest.npos) {
    const bool is_open = !has_prose(rest.substr(2), false);
    return {is_open ? rest.size() : 2, rest.substr(2, is_open ? rest.npos : 0), is_open};
  }
  return {end + 2, rest.substr(2, end - 2)};
}

/// "… + 1 \]": what is left of one that was cut.
FormulaSpan cut_tail(std::string_view text) {
  for (std::size_t at = text.find('\\'); at < std::min(text.size(), kMaxFormulaBytes);
       at = text.find('\\', at + 2)) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("\\(") || rest.starts_with("\\[") || rest.starts_with("\\begin")) break;
    const bool is_environment = rest.starts_with("\\end{");
    if (!is_environment && !rest.starts_with("\\)") && !rest.starts_with("\\]")) continue;
    if (has_prose(text.substr(0, at), false)) break;
    const std::size_t size = is_environment ? std::min(rest.find('}'), rest.size() - 1) + 1 : 2;
    return {at + size, text.substr(0, at)};
  }
  return {};
}

}  // namespace

FormulaSpan formula_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (at == 0) {
    if (const FormulaSpan tail = cut_tail(text)) return tail;
  }
  if (rest.starts_with("$")) return dollars(text, at);
  if (rest.starts_with("\\(") || rest.starts_with("\\[")) return delimited(text, at);
  return bare_formula_at(text, at);
}

bool ends_in_formula(std::string_view text, bool is_line) {
  for (std::size_t at = text.find_first_of("$\\"); at < text.size();) {
    const FormulaSpan span = formula_at(text, at);
    const std::string_view rest = text.substr(at);
    const bool is_inline = rest.starts_with('$') && !rest.starts_with("$$");
    if (span.is_open) return !is_line || !is_inline;
    at = text.find_first_of("$\\", at + std::max<std::size_t>(span.size, 1));
  }
  return false;
}

}  // namespace hotpin::dialog
