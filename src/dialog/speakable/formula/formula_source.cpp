#include "dialog/speakable/formula/formula_source.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "dialog/speakable/formula/formula_signs.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

using Kind = FormulaToken::Kind;

// The longer ones first.
constexpr std::string_view kLongSigns[] = {
    "<=>", "...", "+/-", "<=", ">=", "!=", "==", ":=", "->", "=>", "+-"};

bool is_blank(char c) { return c == ' ' || c == '~' || c == '\n' || c == '\t'; }

std::size_t size_of_number(std::string_view text) {
  TextCursor cursor(text);
  const std::size_t whole = cursor.take_digits(text.size()).size();
  if (cursor.peek() != '.') return whole;
  cursor.skip(1);
  const std::size_t fraction = cursor.take_digits(text.size()).size();
  return fraction == 0 ? whole : whole + 1 + fraction;
}

}  // namespace

void FormulaSource::read_token() {
  while (next_ < text_.size() && is_blank(text_[next_])) ++next_;
  start_ = next_;
  const std::string_view rest = text_.substr(start_);
  token_ = {};
  if (rest.empty()) return;
  if (rest.front() == '\\') return read_command();
  if (const std::size_t number = size_of_number(rest); number > 0) {
    next_ += number;
    token_ = {Kind::number, rest.substr(0, number)};
    return;
  }
  std::string_view behind = rest;
  const char32_t c = base::take_code_point(behind);
  std::size_t size = rest.size() - behind.size();
  for (const std::string_view sign : kLongSigns) {
    if (rest.starts_with(sign)) size = std::max(size, sign.size());
  }
  next_ += size;
  const std::string_view name = formula_name_of(c);
  if (!name.empty()) {
    token_ = {Kind::command, name};
  } else {
    token_ = {kind_of(c) == CharKind::letter ? Kind::letter : Kind::sign, rest.substr(0, size)};
  }
}

void FormulaSource::read_command() {
  TextCursor cursor(text_.substr(start_ + 1));
  std::string_view name = cursor.take_letters(text_.size());
  if (name.empty()) name = cursor.take_character();
  next_ = start_ + 1 + name.size();
  token_ = {Kind::command, name};
  if (text_.substr(next_).starts_with('*') && name.size() > 1) ++next_;  // \operatorname*
}

FormulaToken FormulaSource::take() {
  const FormulaToken token = token_;
  read_token();
  return token;
}

bool FormulaSource::at_sign(std::string_view sign) const {
  return token_.kind == Kind::sign && token_.text == sign;
}

bool FormulaSource::take_sign(std::string_view sign) {
  if (!at_sign(sign)) return false;
  read_token();
  return true;
}

bool FormulaSource::take_command(std::string_view name) {
  if (token_.kind != Kind::command || token_.text != name) return false;
  read_token();
  return true;
}

std::string_view FormulaSource::letters() const { return TextCursor(rest()).take_letters(64); }

void FormulaSource::skip(std::size_t bytes) {
  next_ = std::min(start_ + bytes, text_.size());
  read_token();
}

/// Behind the brace that closes the one at start_; the text's end if it is not closed.
std::size_t FormulaSource::end_of_braces() const {
  std::size_t depth = 0;
  for (std::size_t at = start_; at < text_.size(); ++at) {
    if (text_[at] == '\\') {
      ++at;
    } else if (text_[at] == '{') {
      ++depth;
    } else if (text_[at] == '}' && --depth == 0) {
      return at + 1;
    }
  }
  return text_.size();
}

std::string_view FormulaSource::take_argument() {
  if (!at_sign("{")) {
    const std::string_view written = text_.substr(start_, next_ - start_);
    read_token();
    return written;
  }
  const std::size_t end = end_of_braces();
  const bool is_closed = end > start_ + 1 && text_[end - 1] == '}';
  const std::string_view inner = text_.substr(start_ + 1, end - start_ - (is_closed ? 2 : 1));
  next_ = end;
  read_token();
  return inner;
}

bool FormulaSource::take_brackets(std::string_view& inner) {
  std::size_t depth = 0;
  for (std::size_t at = start_; at < text_.size(); ++at) {
    const char c = text_[at];
    if (c == '\\') ++at;
    if (c == '(' || c == '[') ++depth;
    if ((c != ')' && c != ']') || --depth > 0) continue;
    inner = text_.substr(start_ + 1, at - start_ - 1);
    next_ = at + 1;
    read_token();
    return true;
  }
  return false;
}

bool FormulaSource::take_until(std::string_view end, std::string_view& inner) {
  const std::size_t at = text_.find(end, start_);
  if (at == std::string_view::npos) return false;
  inner = text_.substr(start_, at - start_);
  next_ = at + end.size();
  read_token();
  return true;
}

}  // namespace hotpin::dialog
