#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hotpin::dialog {

/// A place in a text of valid UTF-8 in one line. Readers copy it to look ahead and assign the copy
/// back when they found what they know. A value on the stack; the text outlives it.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  std::size_t position() const { return at_; }
  std::string_view text() const { return text_; }
  std::string_view rest() const { return text_.substr(at_); }
  /// NUL beyond either end.
  char peek(std::size_t ahead = 0) const {
    return ahead < text_.size() - at_ ? text_[at_ + ahead] : '\0';
  }
  char previous() const { return at_ > 0 ? text_[at_ - 1] : '\0'; }
  /// At most `max` bytes of what stands in front; may begin within a character.
  std::string_view behind(std::size_t max) const {
    const std::size_t size = std::min(max, at_);
    return text_.substr(at_ - size, size);
  }
  char32_t peek_character() const;      ///< 0 at the end
  char32_t previous_character() const;  ///< 0 at the start

  void skip(std::size_t bytes) { at_ += std::min(bytes, text_.size() - at_); }
  std::string_view take_character();
  bool take(std::string_view literal);
  /// "-" or an en dash.
  bool take_dash() { return take("-") || take("–"); }
  /// At most `max` of 0-9; empty if there is none.
  std::string_view take_digits(std::size_t max);
  /// At most `max` ASCII letters.
  std::string_view take_letters(std::size_t max);
  /// What stands before the next space, at most `max` bytes.
  std::string_view peek_token(std::size_t max) const;

  /// No letter or digit follows.
  bool at_word_end() const;
  /// Nothing follows that a number might go on with: letter, digit, or a dash, slash, colon or full
  /// stop in front of a digit.
  bool at_number_end() const;
  bool at_digit() const { return peek() >= '0' && peek() <= '9'; }
  /// The end, or a space and a capital letter.
  bool at_sentence_start() const;

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// `digits` as a number: at most 15.
std::uint64_t to_number(std::string_view digits);

}  // namespace hotpin::dialog
