#include "dialog/markup/bare_formula.hpp"

#include <algorithm>

#include "dialog/markup/formula_pieces.hpp"
#include "dialog/speakable/formula/formula_commands.hpp"
#include "dialog/speakable/formula/formula_signs.hpp"
#include "dialog/speakable/formula/formula_words.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

using Role = FormulaRole;

constexpr std::size_t kMaxPlainBytes = 120;     // of one without a LaTeX command
constexpr std::size_t kMaxArgumentBytes = 300;  // of "{…}" behind a command
constexpr std::size_t kMaxBracketBytes = 80;

bool is_space(char c) { return c == ' '; }
bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }
bool is_letter(char c) {
  return is_ascii_lower(static_cast<unsigned char>(c)) ||
         is_ascii_upper(static_cast<unsigned char>(c));
}
bool is_in(char c, std::string_view set) { return c != '\0' && set.find(c) != set.npos; }

/// Goes over a formula operand by operand, as far as it can be one.
class Scan {
 public:
  Scan(std::string_view text, std::size_t at) : text_(text), start_(at), at_(at), end_(at) {}

  FormulaSpan run() {
    while (at_ < text_.size() && (is_sure_ || at_ - start_ < kMaxPlainBytes) &&
           at_ - start_ < kMaxFormulaBytes) {
      const std::size_t before = at_;
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      is_spaced_ = at_ > before;
      if (at_ == text_.size() || !take()) break;
    }
    if (!was_sure_) return {};
    return {end_ - start_, text_.substr(start_, end_ - start_), is_open_};
  }

 private:
  enum class Last { nothing, number, letter, operand, operation, comma };

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool has_operand() const {
    return last_ == Last::number || last_ == Last::letter || last_ == Last::operand;
  }

  bool take() {
    const char c = peek();
    if (c == '\\') return take_command();
    if (is_digit(c)) return take_number();
    if (is_letter(c)) return take_letters();
    if (c == '(' || c == '[') return take_brackets();
    if (c == '|') return take_bars();
    if (c == '^' || c == '_') return take_script();
    if (c == '!' || c == '\'') return take_mark();
    if (c == ',') return take_comma();
    if (static_cast<unsigned char>(c) >= 0x80) return take_sign();
    return take_operation();
  }

  /// An operand of `size` bytes ends here.
  bool accept(std::size_t size, Last kind) {
    if (minus_ && kind != Last::number) has_letter_sign_ = true;
    minus_ = false;
    before_ = end_;
    at_ += size;
    end_ = at_;
    last_ = kind;
    is_sure_ = is_sure_ || (has_relation_ && has_letter_sign_);
    was_sure_ = is_sure_;
    return true;
  }

  bool operation(std::size_t size, bool is_relation) {
    if (!has_operand() && !is_in(peek(), "-+\\") && peek() >= 0) return false;
    has_relation_ = has_relation_ || is_relation;
    at_ += size;
    last_ = Last::operation;
    return true;
  }

  /// What was read last is an amount that has a unit: it is read with that.
  bool give_number_back() {
    if (last_ == Last::number) end_ = before_;
    return false;
  }

  bool take_command() {
    TextCursor cursor(text_.substr(at_ + 1));
    const std::string_view name = cursor.take_letters(text_.size());
    if (name.empty()) return take_escaped();
    const FormulaCommand* known = find_formula_command(name);
    std::size_t size = 1 + name.size();
    const bool is_macro = name.size() == 1 || known == nullptr;  // in "C:\\N" it is a folder
    if (is_macro && peek(size) != '{' && !is_sure_) return false;
    is_sure_ = true;
    if (name == "begin") return take_environment();
    if (known != nullptr && known->role == Role::skip && name != "left" && name != "right") {
      at_ += size;
      return true;
    }
    if (known != nullptr && (known->role == Role::operation || known->role == Role::relation)) {
      return operation(size, known->role == Role::relation);
    }
    if (name == "left" || name == "right") size += peek(size) == '\\' ? 2 : 1;
    while (peek(size) == '{' || (name == "sqrt" && peek(size) == '[')) {
      const bool is_brace = peek(size) == '{';
      const std::size_t argument = size_of_brackets(text_.substr(at_ + size), is_brace ? '{' : '[',
                                                    is_brace ? '}' : ']', kMaxArgumentBytes);
      if (argument == 0) return take_all();
      size += argument;
    }
    return accept(std::min(size, text_.size() - at_), Last::operand);
  }

  /// The formula goes on where the text ends.
  bool take_all() {
    is_open_ = true;
    accept(text_.size() - at_, Last::operand);
    return false;
  }

  bool take_environment() {
    const std::string_view rest = text_.substr(at_, kMaxFormulaBytes);
    const std::size_t brace = rest.find('}');
    if (brace == rest.npos || brace < 7) return take_all();
    const std::size_t end = rest.find("\\end{" + std::string(rest.substr(7, brace - 7)) + "}");
    if (end == rest.npos) return take_all();
    return accept(end + brace - 1, Last::operand);
  }

  /// "\{1, 2\}"; spacing and line ends in a formula that has begun.
  bool take_escaped() {
    const char c = peek(1);
    if (c == '{') {
      const std::size_t end = text_.substr(at_, kMaxBracketBytes).find("\\}");
      if (end == text_.npos) return false;
      is_sure_ = true;
      return accept(end + 2, Last::operand);
    }
    if (!is_sure_ || !is_in(c, ",;:! \\%|")) return false;
    if (c == '%') return accept(2, Last::operand);
    at_ += 2;
    return true;
  }

  bool take_number() {
    if (last_ == Last::comma || (is_spaced_ && has_operand())) return false;
    const std::size_t size = size_of_grouped_number(text_.substr(at_));
    const std::string_view behind = text_.substr(at_ + size);
    if (behind.starts_with("°") && is_letter(TextCursor(behind.substr(2)).peek())) return false;
    if (behind.starts_with("%") || behind.starts_with(":")) return false;
    if (behind.starts_with("-") && !is_sure_ && is_digit(TextCursor(behind.substr(1)).peek())) {
      return false;  // telephones, dates and ranges
    }
    return accept(size, Last::number);
  }

  bool take_letters() {
    const std::string_view run = TextCursor(text_.substr(at_)).take_letters(text_.size());
    const bool is_attached = !is_spaced_ && has_operand();
    const char behind = peek(run.size());
    if (run.size() > 1) return take_run(run, behind);
    if (behind == '\'' && is_letter(peek(2))) return false;  // "I'm"
    const bool is_unit = last_ == Last::number && run != "x" && find_unit(run) != nullptr &&
                         behind != '^' && !(is_attached && is_sure_);
    if (is_unit) return give_number_back();
    const bool follows_digit = end_ > start_ && is_digit(text_[end_ - 1]);
    if (is_spaced_ && follows_digit && find_unit(run) != nullptr) return false;  // "10^3 m"
    const bool is_article = run == "a" || run == "A" || run == "I";
    if (is_spaced_ && has_operand() && (!is_sure_ || is_article)) return false;
    if (is_attached && last_ == Last::number && run == "x") {  // "2x + 1", but "3x faster"
      const std::size_t next = behind == ' ' ? 2 : 1;
      has_letter_sign_ = has_letter_sign_ || is_in(peek(next), "+-=<>");
      is_sure_ = is_sure_ || is_in(peek(next), "+=");
    }
    return accept(1, Last::letter);
  }

  /// Several letters in a row: a function, or letters that are multiplied.
  bool take_run(std::string_view run, char behind) {
    if (is_function_name(run)) {
      if (behind == '(') return take_application(run.size(), true);
      if (is_spaced_ && has_operand() && !is_sure_) return false;
      if (find_formula_command(run)->role != Role::word) return operation_of_function(run.size());
      return accept(run.size(), Last::letter);
    }
    if (run.size() > 3 || is_function_word(run)) return false;
    if (last_ == Last::number && find_unit(run) != nullptr) return give_number_back();
    const bool has_power =
        behind == '^' || (behind == '_' && is_in(peek(run.size() + 1), "{123456789"));
    const bool is_product = is_sure_ && !(is_spaced_ && has_operand()) && !is_letter(behind) &&
                            find_unit(run) == nullptr;
    if (!has_power && !is_product) {
      return last_ == Last::number ? give_number_back() : false;
    }
    if (has_power && run.size() == 3 && behind == '_') return false;  // a name of a program
    return accept(run.size(), Last::letter);
  }

  bool operation_of_function(std::size_t size) {
    at_ += size;
    last_ = Last::operation;
    return true;
  }

  /// "f(x)", "sqrt(2)": `size` bytes of name in front of the parentheses.
  bool take_application(std::size_t size, bool is_function) {
    const std::string_view rest = text_.substr(at_ + size);
    const std::size_t brackets = size_of_brackets(rest, '(', ')', kMaxBracketBytes);
    if (brackets < 3 || !is_mathematical(rest.substr(1, brackets - 2))) return false;
    if (is_function) is_sure_ = true;
    return accept(size + brackets, Last::operand);
  }

  bool take_brackets() {
    const char c = peek();
    if (c == '[' && (!is_sure_ || last_ != Last::operation)) return false;
    const std::size_t size =
        size_of_brackets(text_.substr(at_), c, c == '(' ? ')' : ']', kMaxBracketBytes);
    if (size < 3 || (is_spaced_ && has_operand())) return false;
    const std::string_view inside = text_.substr(at_ + 1, size - 2);
    if (!is_mathematical(inside)) return false;
    if (last_ == Last::letter && !is_spaced_) {
      const bool is_name = is_in(text_[at_ - 1], "fghOP");
      is_sure_ = is_sure_ || (is_name && (at_ < 2 || !is_letter(text_[at_ - 2])));
      has_letter_sign_ = true;
    }
    return accept(size, Last::operand);
  }

  /// "|x - 3|"; a table's cells have spaces inside.
  bool take_bars() {
    const std::string_view inside = text_.substr(at_ + 1, kMaxBracketBytes);
    const std::size_t end = inside.find('|');
    if (has_operand() || end == inside.npos || end == 0) return false;
    if (is_space(inside.front()) || is_space(inside[end - 1])) return false;
    if (!is_mathematical(inside.substr(0, end))) return false;
    has_letter_sign_ = true;
    return accept(end + 2, Last::operand);
  }

  bool take_script() {
    if (is_spaced_ || !has_operand()) return false;
    const bool is_above = peek() == '^';
    std::size_t size = 1;
    if (peek(1) == '{' || (peek(1) == '(' && is_above)) {
      const bool is_brace = peek(1) == '{';
      const std::size_t group = size_of_brackets(text_.substr(at_ + 1), is_brace ? '{' : '(',
                                                 is_brace ? '}' : ')', kMaxArgumentBytes);
      is_sure_ = is_sure_ || group > 0 || is_brace;
      if (group == 0) return is_brace && take_all();
      size += group;
    } else if (peek(1) == '\\') {
      is_sure_ = true;
      at_ += 1;
      return take_command();
    } else {
      if (is_above && is_in(peek(1), "-+")) ++size;
      const std::size_t from = size;
      while (is_digit(peek(size))) ++size;
      if (size == from && (is_letter(peek(size)) || (is_above && is_in(peek(size), "*")))) ++size;
      if (size == from || is_letter(peek(size)) || peek(size) == '_') return false;
      if (!is_above && last_ != Last::letter) return false;
    }
    is_sure_ = true;
    return accept(size, Last::operand);
  }

  /// "n! =" and "f'(x)"; other such marks belong to the sentence.
  bool take_mark() {
    if (is_spaced_ || !has_operand()) return false;
    const bool is_prime = peek() == '\'';
    const std::size_t next = peek(1) == ' ' ? 2 : 1;
    if (is_prime ? !(last_ == Last::letter && is_in(peek(1), "('")) : !is_in(peek(next), "=/*+)")) {
      return false;
    }
    is_sure_ = true;
    return accept(1, Last::letter);
  }

  bool take_comma() {
    if (!has_operand() || peek(1) != ' ') return false;
    ++at_;
    last_ = Last::comma;
    return true;
  }

  /// Signs beyond ASCII.
  bool take_sign() {
    TextCursor cursor(text_.substr(at_));
    const char32_t c = cursor.peek_character();
    const std::size_t size = cursor.take_character().size();
    if ((c == U'²' || c == U'³') && has_operand() && !is_spaced_)
      return accept(size, Last::operand);
    const FormulaCommand* known = find_formula_command(formula_name_of(c));
    if (known == nullptr || c == U'µ' || c == U'…') return false;
    constexpr std::u32string_view kCommon = U"→±×÷−·°";  // they have a reading in sentences
    const bool is_common = kCommon.find(c) != kCommon.npos;
    if (c == U'°') return last_ == Last::number && !is_spaced_ && accept(size, Last::operand);
    if (known->role == Role::operation || known->role == Role::relation) {
      if (!has_operand() && c != U'−') return false;
      is_sure_ = is_sure_ || !is_common;
      if (c == U'−') minus_ = true;
      return operation(size, known->role == Role::relation && !is_common);
    }
    if (known->role == Role::word) {
      if (is_spaced_ && has_operand() && !is_sure_) return false;
      return accept(size, Last::letter);
    }
    is_sure_ = true;
    at_ += size;
    last_ = Last::operation;
    if (known->role == Role::root || peek() == '\0') return true;
    end_ = at_;
    was_sure_ = true;
    return true;
  }

  bool take_operation() {
    const char c = peek();
    if (!is_in(c, "+-*/=<>")) return false;
    const bool is_pair = peek(1) == '=' && is_in(c, "<>=");
    const std::size_t size = is_pair ? 2 : 1;
    const bool spaced_behind = peek(size) == ' ';
    if (is_in(peek(size), "-+=>*/<") && c != '=') return false;  // "->", "+-", "**", "//"
    if (c == '-') {
      if (has_operand() && is_spaced_ != spaced_behind) return false;
      if (!has_operand() && spaced_behind) return false;
      minus_ = true;
      return operation(size, false);
    }
    if (!has_operand()) return false;
    if (c == '*' || c == '<' || c == '>') {
      if (is_spaced_ != spaced_behind || (c != '*' && !is_spaced_)) return false;
      const char next = peek(spaced_behind ? size + 1 : size);
      const bool has_letter = last_ != Last::number || is_letter(next);
      is_sure_ = is_sure_ || has_letter;
    }
    if (c == '/') minus_ = true;
    return operation(size, is_in(c, "=<>"));
  }

  const std::string_view text_;
  const std::size_t start_;
  std::size_t at_;
  std::size_t end_;         // behind the last operand
  std::size_t before_ = 0;  // end_ before that operand
  bool is_spaced_ = false;  // a space stands in front of at_
  bool is_sure_ = false;    // it is mathematics
  bool was_sure_ = false;   // at end_
  bool is_open_ = false;
  bool has_relation_ = false;
  bool has_letter_sign_ = false;  // "-b", "a/b", "f(x)": with a relation it is mathematics
  bool minus_ = false;            // a sign in front of the next operand
  Last last_ = Last::nothing;
};

/// Where a formula may begin: at a command, else at the front of a word.
bool may_begin(std::string_view text, std::size_t at) {
  const char c = text[at];
  const char before = at > 0 ? text[at - 1] : ' ';
  if (c == '\\') return !is_in(before, "\\:");
  if (!is_in(before, " (\"'*`>") && static_cast<unsigned char>(before) < 0x80) return false;
  if (static_cast<unsigned char>(before) >= 0x80 && text.substr(0, at).ends_with("”")) return false;
  if (static_cast<unsigned char>(before) >= 0x80 && is_letter(c)) {
    return text.substr(0, at).ends_with("“");
  }
  return is_letter(c) || is_digit(c) || is_in(c, "(-|") || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

FormulaSpan bare_formula_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || !may_begin(text, at)) return {};
  return Scan(text, at).run();
}

}  // namespace hotpin::dialog
