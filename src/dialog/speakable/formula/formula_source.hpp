#pragma once

#include <cstddef>
#include <string_view>

namespace hotpin::dialog {

/// One piece of a formula.
struct FormulaToken {
  enum class Kind {
    end,
    command,  ///< \name, \{, and a sign of Unicode that has a LaTeX name
    number,   ///< "12.5"
    letter,   ///< of any alphabet without a name
    sign      ///< "+", "<=", "{"
  };
  Kind kind = Kind::end;
  std::string_view text;  ///< of a command its name, without the backslash
};

/// A formula read token by token; spaces part tokens and are no tokens. A copy looks ahead. A value
/// on the stack; the text outlives it. Every taking call moves on unless the end is reached.
class FormulaSource {
 public:
  explicit FormulaSource(std::string_view text) : text_(text) { read_token(); }

  bool at_end() const { return token_.kind == FormulaToken::Kind::end; }
  const FormulaToken& peek() const { return token_; }
  /// Whether a space stands in front of the token.
  bool is_spaced() const { return start_ > 0 && text_[start_ - 1] == ' '; }
  /// From the token on.
  std::string_view rest() const { return text_.substr(start_); }
  FormulaToken take();
  bool take_sign(std::string_view sign);
  bool take_command(std::string_view name);
  bool at_sign(std::string_view sign) const;

  /// The letters a-z and A-Z that follow without a space, from the token on.
  std::string_view letters() const;
  /// Moves on by `bytes` of rest().
  void skip(std::size_t bytes);
  /// "{…}" without its braces, else one token as it is written.
  std::string_view take_argument();
  /// "[…]" or "(…)" without its brackets; with either closing one, as intervals have it. Nothing is
  /// taken, and false given, if it does not end.
  bool take_brackets(std::string_view& inner);
  /// Up to `end`, which is taken too; false if there is none.
  bool take_until(std::string_view end, std::string_view& inner);

 private:
  void read_token();
  void read_command();
  std::size_t end_of_braces() const;

  std::string_view text_;
  std::size_t start_ = 0;  // of the token
  std::size_t next_ = 0;   // behind it
  FormulaToken token_;
};

}  // namespace hotpin::dialog
