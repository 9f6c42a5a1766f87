#include "dialog/speakable/formula/formula_operand.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dialog/speakable/formula/formula_operators.hpp"
#include "dialog/speakable/formula/formula_scripts.hpp"
#include "dialog/speakable/formula/formula_words.hpp"

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

FormulaPart read_number(FormulaSource& source) {
  if (source.peek().kind != Kind::number) return {};
  std::string digits(source.peek().text);
  FormulaPart part{.shape = Shape::number};
  if (digits.find('.') == std::string::npos) part.digits = source.peek().text;
  // "10,000", "10{,}000", "10\,000"
  const std::string_view start = source.rest();
  const std::size_t size = size_of_grouped_number(start);
  if (size > digits.size()) {
    digits.assign(start.substr(0, size));
    part.digits = {};
  }
  source.skip(size);
  part.words = spoken_number_of_formula(digits);
  FormulaSource ahead = source;
  if (part.digits.empty() || !ahead.take_sign("/") || ahead.peek().kind != Kind::number)
    return part;
  source = ahead;
  return fraction_of(std::move(part), read_number(source));
}

FormulaPart read_letters(FormulaLevel& level) {
  const std::string_view run = level.source.letters();
  if (run.size() > 1) {
    const FormulaCommand* known = find_formula_command(run);
    if (known != nullptr && is_name_without_backslash(*known)) {
      level.source.skip(run.size());
      return read_behind_command(level, *known);
    }
    if (const std::size_t name = size_of_function_with_letter(run); name > 0) {  // "sinx"
      level.source.skip(name);
      return read_behind_command(level, *find_formula_command(run.substr(0, name)));
    }
    if (is_word_of_formula(run)) {
      level.source.skip(run.size());
      return {.words = std::string(run), .shape = Shape::word};
    }
    level.source.skip(1);
    return {.words = std::string(run.substr(0, 1)), .shape = Shape::letter};
  }
  return {.words = std::string(level.source.take().text), .shape = Shape::letter};
}

/// Parentheses, and intervals in either bracket.
FormulaPart read_brackets(FormulaLevel& level) {
  const bool is_square = level.source.at_sign("[");
  FormulaSource ahead = level.source;
  std::string_view inner;
  if (!ahead.take_brackets(inner)) {
    level.source.take();
    return {};
  }
  level.source = ahead;
  FormulaPart part = level.inside(inner);
  const std::size_t comma = part.words.find(", ");
  if ((is_square || level.is_element) && part.commas == 1 && comma != std::string::npos) {
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

FormulaPart read_atom(FormulaLevel& level) {
  const FormulaToken token = level.source.peek();
  if (token.kind == Kind::number) return read_number(level.source);
  if (token.kind == Kind::letter) return read_letters(level);
  const FormulaCommand* known = command_at(level.source);
  if (known != nullptr) return read_command(level, *known);
  if (level.source.at_sign("{")) return read_argument(level);
  if (level.source.at_sign("(") || level.source.at_sign("[")) return read_brackets(level);
  if (token.kind == Kind::command && token.text == "$") {
    level.source.take();
    FormulaPart amount = read_number(level.source);
    amount.words += amount.words == "one" ? " dollar" : " dollars";
    return amount;
  }
  level.source.take();
  return {};
}

/// "f(x)", and what stands above that: "f(x)^2".
void apply_to_argument(FormulaPart& part, FormulaLevel& level) {
  if (part.shape != Shape::letter || !level.source.at_sign("(")) return;
  FormulaSource ahead = level.source;
  std::string_view inner;
  if (!ahead.take_brackets(inner)) return;
  FormulaContext context = level.context;
  context.bar = "given";
  const FormulaPart argument = parse_group(inner, context);
  if (argument.words.empty() || (argument.is_compound && !is_function_letter(part.words))) return;
  level.source = ahead;
  part.words += " of " + argument.words;
  part.pauses = argument.is_compound || argument.commas > 0;
  part.shape = Shape::word;
  read_scripts(part, level.source, level.context);
}

}  // namespace

FormulaPart read_operand(FormulaLevel& level) {
  FormulaPart part = read_atom(level);
  read_scripts(part, level.source, level.context);
  apply_to_argument(part, level);
  return part;
}

FormulaPart read_argument(FormulaLevel& level, bool whole_number) {
  const Kind kind = level.source.peek().kind;
  if (level.source.at_sign("{") || kind == Kind::letter)
    return level.inside(level.source.take_argument());
  if (kind == Kind::number && !whole_number) {
    const std::string_view digit = level.source.rest().substr(0, 1);
    level.source.skip(1);
    return level.inside(digit);
  }
  if (level.context.depth >= kMaxFormulaDepth) {
    level.source.take();
    return {};
  }
  ++level.context.depth;
  FormulaPart part = read_atom(level);
  --level.context.depth;
  return part;
}

const FormulaCommand* command_at(const FormulaSource& source) {
  const FormulaToken& token = source.peek();
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
