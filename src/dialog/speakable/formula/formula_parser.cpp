#include "dialog/speakable/formula/formula_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dialog/speakable/formula/formula_words.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/text_cursor.hpp"

namespace hotpin::dialog {
namespace {

using Kind = FormulaToken::Kind;
using Shape = FormulaShape;

/// Letters that are functions even if a sum stands behind them in parentheses.
bool is_function_letter(std::string_view words) {
  constexpr std::array<std::string_view, 12> kFunctions = {"f", "g", "h", "F", "G",     "H",
                                                           "P", "O", "u", "p", "gamma", "zeta"};
  words = words.substr(0, words.find(' '));
  return std::find(kFunctions.begin(), kFunctions.end(), words) != kFunctions.end();
}

}  // namespace

FormulaPart FormulaParser::read() {
  while (!source_.at_end()) step();
  FormulaPart part = std::move(last_);
  const bool is_single = !is_compound_ && part.words == out_.speech();
  part.words = out_.speech();
  while (!part.words.empty() && part.words.back() == ',') part.words.pop_back();
  if (!is_single) part.digits = {};
  if (!is_single && part.shape != Shape::nothing) part.shape = Shape::word;
  part.is_compound = is_compound_;
  part.commas = commas_;
  return part;
}

void FormulaParser::step() {
  if (step_over_mark()) return;
  const FormulaCommand* known = command();
  const bool joins = known != nullptr && (known->role == FormulaRole::operation ||
                                          known->role == FormulaRole::relation);
  if (joins) {
    source_.take();
    write_operation(*known);
  } else {
    write_operand(operand());
  }
}

/// Marks, alignment, line ends and spacing.
bool FormulaParser::step_over_mark() {
  const FormulaToken token = source_.peek();
  if (token.kind == Kind::command) {
    const FormulaCommand* known = command();
    const bool is_line_end = token.text == "\\";
    if (!is_line_end && known != nullptr && known->role != FormulaRole::skip) return false;
    if (!is_line_end && known == nullptr) return false;
    source_.take();
    if (is_line_end) out_.mark(',');
    if (token.text == "left" || token.text == "right") source_.take_sign(".");
    return true;
  }
  if (token.kind != Kind::sign) return false;
  if (token.text == "," || token.text == ";") {
    ++commas_;
    has_operand_ = false;
    out_.mark(',');
  } else if (token.text == ":") {
    FormulaSource ahead = source_;
    ahead.take();
    const bool is_ratio = last_.shape == Shape::number && ahead.peek().kind == Kind::number;
    is_ratio ? out_.word("to") : out_.mark(',');
  } else if (std::string_view("&}).]?!\"`$").find(token.text) == std::string_view::npos) {
    return false;
  }
  source_.take();
  return true;
}

void FormulaParser::write_operation(const FormulaCommand& known) {
  const bool is_sign = known.name == "-" || known.name == "+";
  const bool is_about = known.name == "sim" && !has_operand_;
  const bool is_cross = has_operand_ && last_.shape == Shape::vector;
  if (is_about) {
    out_.word("about");
  } else if (is_cross && (known.name == "times" || known.name == "cdot")) {
    out_.word(known.name == "times" ? "cross" : "dot");
  } else if (known.words == "to") {
    out_.word(context_.arrow);
  } else if (known.name == "equiv" && source_.rest().find("mod") != std::string_view::npos) {
    out_.word("is congruent to");
  } else if (known.name == "mid") {
    out_.word(context_.bar);
  } else {
    out_.word(known.words);
  }
  if (known.name == "xrightarrow") source_.take_argument();
  if (has_operand_ || !is_sign) is_compound_ = true;
  has_operand_ = false;
}

void FormulaParser::write_operand(FormulaPart part) {
  if (part.words.empty()) return;
  join(part);
  out_.word(part.words);
  if (part.pauses) out_.pause();
  last_ = std::move(part);
  has_operand_ = true;
}

/// What is said between an operand and the one behind it.
void FormulaParser::join(FormulaPart& part) {
  if (!has_operand_) {
    if (part.shape == Shape::group && part.is_compound) {
      part.words.insert(0, "the quantity ");
      part.pauses = true;
    }
    return;
  }
  if (part.shape == Shape::group && last_.shape != Shape::relation) {
    out_.word(part.is_compound ? "times the quantity" : "times");
    part.pauses = part.pauses || part.is_compound;
    is_compound_ = true;
  } else if (part.shape == Shape::fraction && !last_.digits.empty()) {
    out_.word("and");
    if (part.words.starts_with("one ")) part.words.replace(0, 3, "a");
  } else if (part.shape == Shape::number && last_.shape == Shape::number) {
    out_.pause();
  }
}

FormulaPart FormulaParser::operand() {
  FormulaPart part = atom();
  add_scripts(part, take_scripts(false));
  apply_to_argument(part);
  return part;
}

/// "f(x)", and what stands above that: "f(x)^2".
void FormulaParser::apply_to_argument(FormulaPart& part) {
  if (part.shape != Shape::letter || !source_.at_sign("(")) return;
  FormulaSource ahead = source_;
  std::string_view inner;
  if (!ahead.take_brackets(inner)) return;
  Context context = context_;
  context.bar = "given";
  const FormulaPart argument = inside(inner, context);
  if (argument.words.empty() || (argument.is_compound && !is_function_letter(part.words))) return;
  source_ = ahead;
  part.words += " of " + argument.words;
  part.pauses = argument.is_compound || argument.commas > 0;
  part.shape = Shape::word;
  add_scripts(part, take_scripts(false));
}

FormulaPart FormulaParser::atom() {
  const FormulaToken token = source_.peek();
  if (token.kind == Kind::number) return number();
  if (token.kind == Kind::letter) return letters();
  const FormulaCommand* known = command();
  if (known != nullptr) return command_part(*known);
  if (source_.at_sign("{")) return argument(false);
  if (source_.at_sign("(") || source_.at_sign("[")) return brackets();
  if (token.kind == Kind::command && token.text == "$") {
    source_.take();
    FormulaPart amount = number();
    amount.words += amount.words == "one" ? " dollar" : " dollars";
    return amount;
  }
  source_.take();
  return {};
}

FormulaPart FormulaParser::number() {
  if (source_.peek().kind != Kind::number) return {};
  std::string digits(source_.peek().text);
  FormulaPart part{.shape = Shape::number};
  if (digits.find('.') == std::string::npos) part.digits = source_.peek().text;
  // "10,000", "10{,}000", "10\,000"
  const std::string_view start = source_.rest();
  const std::size_t size = size_of_grouped_number(start);
  if (size > digits.size()) {
    digits.assign(start.substr(0, size));
    part.digits = {};
  }
  source_.skip(size);
  part.words = spoken_number_of_formula(digits);
  FormulaSource ahead = source_;
  if (part.digits.empty() || !ahead.take_sign("/") || ahead.peek().kind != Kind::number)
    return part;
  source_ = ahead;
  return fraction_of(std::move(part), number());
}

FormulaPart FormulaParser::letters() {
  const std::string_view run = source_.letters();
  if (run.size() > 1) {
    const FormulaCommand* known = find_formula_command(run);
    if (known != nullptr && is_name_without_backslash(*known)) {
      source_.skip(run.size());
      return argument_part(*known);
    }
    if (const std::size_t name = size_of_function_with_letter(run); name > 0) {  // "sinx"
      source_.skip(name);
      return argument_part(*find_formula_command(run.substr(0, name)));
    }
    if (is_word_of_formula(run)) {
      source_.skip(run.size());
      return {.words = std::string(run), .shape = Shape::word};
    }
    source_.skip(1);
    return {.words = std::string(run.substr(0, 1)), .shape = Shape::letter};
  }
  return {.words = std::string(source_.take().text), .shape = Shape::letter};
}

/// Parentheses, and intervals in either bracket.
FormulaPart FormulaParser::brackets() {
  const bool is_square = source_.at_sign("[");
  const bool is_element = !has_operand_ && out_.last_word() == "in";
  FormulaSource ahead = source_;
  std::string_view inner;
  if (!ahead.take_brackets(inner)) {
    source_.take();
    return {};
  }
  source_ = ahead;
  FormulaPart part = inside(inner);
  const std::size_t comma = part.words.find(", ");
  if ((is_square || is_element) && part.commas == 1 && comma != std::string::npos) {
    part.words.replace(comma, 1, " to");
    part.words.insert(0, "the interval from ");
    part.shape = Shape::word;
    part.is_compound = false;
  } else if (!part.words.empty()) {
    part.shape = Shape::group;
  }
  part.digits = {};
  return part;
}

FormulaPart FormulaParser::fraction_of(FormulaPart above, FormulaPart below) {
  const std::string spoken = spoken_fraction_of_formula(above.digits, below.digits);
  if (!spoken.empty()) return {.words = spoken, .shape = Shape::fraction};
  const bool is_long = above.is_compound || above.pauses;
  FormulaPart part{.words = std::move(above.words), .shape = Shape::word};
  part.words += is_long ? ", all over " : " over ";
  part.words += (below.is_compound ? "the quantity " : "") + below.words;
  part.pauses = below.is_compound;
  return part;
}

FormulaPart FormulaParser::inside(std::string_view formula, Context context) const {
  if (++context.depth > kMaxDepth) return {};
  return FormulaParser(formula, context).read();
}

/// What a command takes: a group, or the one thing behind it; of a number one digit ("\frac12"),
/// unless `whole_number`.
FormulaPart FormulaParser::argument(bool whole_number) {
  const Kind kind = source_.peek().kind;
  if (source_.at_sign("{") || kind == Kind::letter) return inside(source_.take_argument());
  if (kind == Kind::number && !whole_number) {
    const std::string_view digit = source_.rest().substr(0, 1);
    source_.skip(1);
    return inside(digit);
  }
  if (context_.depth >= kMaxDepth) {
    source_.take();
    return {};
  }
  ++context_.depth;
  FormulaPart part = atom();
  --context_.depth;
  return part;
}

const FormulaCommand* FormulaParser::command() const {
  const FormulaToken& token = source_.peek();
  if (token.kind == Kind::sign) {
    const bool is_group = token.text == "{" || token.text == "}" || token.text == "&";
    return is_group ? nullptr : find_formula_command(token.text);
  }
  if (token.kind != Kind::command) return nullptr;
  if (token.text == "|") return find_formula_command("Vert");
  constexpr std::string_view kSpacing = ",;:! />-=+'`\"^.~";
  const bool is_spacing =
      token.text.size() == 1 && kSpacing.find(token.text) != std::string_view::npos;
  return find_formula_command(is_spacing ? "quad" : token.text);
}

}  // namespace hotpin::dialog
