#include "dialog/speakable/text_cursor.hpp"

#include "base/utf8.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {

char32_t TextCursor::peek_character() const {
  std::string_view ahead = rest();
  return ahead.empty() ? 0 : base::take_code_point(ahead);
}

char32_t TextCursor::previous_character() const {
  if (at_ == 0) return 0;
  std::size_t start = at_ - 1;
  while (start > 0 && (static_cast<unsigned char>(text_[start]) & 0xC0U) == 0x80U) --start;
  std::string_view behind = text_.substr(start, at_ - start);
  return base::take_code_point(behind);
}

std::string_view TextCursor::take_character() {
  const std::string_view before = rest();
  if (before.empty()) return {};
  std::string_view after = before;
  base::take_code_point(after);
  at_ += before.size() - after.size();
  return before.substr(0, before.size() - after.size());
}

bool TextCursor::take(std::string_view literal) {
  if (!rest().starts_with(literal)) return false;
  at_ += literal.size();
  return true;
}

std::string_view TextCursor::take_digits(std::size_t max) {
  const std::size_t start = at_;
  while (at_ - start < max && at_digit()) ++at_;
  return text_.substr(start, at_ - start);
}

std::string_view TextCursor::take_letters(std::size_t max) {
  const std::size_t start = at_;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  while (at_ - start < max && is_letter(peek())) ++at_;
  return text_.substr(start, at_ - start);
}

std::string_view TextCursor::peek_token(std::size_t max) const {
  const std::string_view near = rest().substr(0, max);
  return near.substr(0, near.find(' '));
}

bool TextCursor::at_word_end() const { return at_end() || !is_word_char(peek_character()); }

bool TextCursor::at_number_end() const {
  if (!at_word_end()) return false;
  const bool joins = peek() == '-' || peek() == '/' || peek() == ':' || peek() == '.';
  return !joins || !is_ascii_digit(static_cast<unsigned char>(peek(1)));
}

bool TextCursor::at_sentence_start() const {
  if (at_end()) return true;
  return peek() == ' ' && is_ascii_upper(static_cast<unsigned char>(peek(1)));
}

std::uint64_t to_number(std::string_view digits) {
  std::uint64_t number = 0;
  for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  return number;
}

}  // namespace hotpin::dialog
