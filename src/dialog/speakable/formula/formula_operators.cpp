#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "dialog/speakable/formula/formula_chemistry.hpp"
#include "dialog/speakable/formula/formula_parser.hpp"
#include "dialog/speakable/formula/formula_units.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/speakable/text_normalizer.hpp"

namespace hotpin::dialog {
namespace {

using Role = FormulaRole;
using Shape = FormulaShape;

struct Fence {
  std::string_view mark;
  std::string_view end;
};
constexpr Fence kFences[] = {
    {"|", "|"},
    {"\\|", "\\|"},
    {"\\{", "\\}"},
    {"‖", "‖"},
    {"⌊", "⌋"},
    {"⌈", "⌉"},
    {"⟨", "⟩"},
    {"\\vert", "\\vert"},
    {"\\Vert", "\\Vert"},
    {"\\lvert", "\\rvert"},
    {"\\lVert", "\\rVert"},
    {"\\lfloor", "\\rfloor"},
    {"\\lceil", "\\rceil"},
    {"\\langle", "\\rangle"},
    {"\\lbrace", "\\rbrace"},
};

/// What \text{} may hold that would be read as something else.
std::string without_signs(std::string_view text) {
  std::string plain;
  for (const char c : text)
    plain += std::string_view("\\${}~^_[]").find(c) == std::string_view::npos ? c : ' ';
  return plain;
}

/// "d", "\partial", "\mathrm{d}" and then "^2", off the front of one half of a derivative.
bool take_differential(FormulaSource& source, bool& is_partial, std::string_view& order) {
  is_partial = source.take_command("partial");
  if (!is_partial) {
    FormulaSource ahead = source;
    if (ahead.take_command("mathrm") || ahead.take_command("text")) {
      if (ahead.take_argument() != "d") return false;
    } else if (ahead.take().text != "d") {
      return false;
    }
    source = ahead;
  }
  if (source.take_sign("^")) order = source.take_argument();
  if (source.take_sign("²")) order = "2";
  if (source.take_sign("³")) order = "3";
  return true;
}

std::string_view name_of_set(std::string_view letter) {
  constexpr std::array<std::array<std::string_view, 2>, 6> kSets = {{{"R", "the real numbers"},
                                                                     {"N", "the natural numbers"},
                                                                     {"Z", "the integers"},
                                                                     {"Q", "the rational numbers"},
                                                                     {"C", "the complex numbers"},
                                                                     {"P", "the primes"}}};
  for (const auto& [written, spoken] : kSets) {
    if (written == letter) return spoken;
  }
  return letter;
}

}  // namespace

FormulaPart FormulaParser::command_part(const FormulaCommand& known) {
  const std::string_view start = source_.rest();
  source_.take();
  if (known.role != Role::opening) return argument_part(known);
  const std::string_view mark = start.substr(0, start.size() - source_.rest().size());
  return fenced(known, base::trimmed(mark, " "));
}

/// Behind the command itself.
FormulaPart FormulaParser::argument_part(const FormulaCommand& known) {
  switch (known.role) {
    case Role::word:
      return {
          .words = std::string(known.words),
          .shape = known.words.find(' ') == std::string_view::npos ? Shape::letter : Shape::word};
    case Role::degree:
      return {.words = "degrees", .shape = Shape::relation};
    case Role::function:
    case Role::trigonometric:
      return function(known);
    case Role::range:
    case Role::extremum:
    case Role::limit:
      return range(known);
    case Role::accent:
    case Role::prefix:
      return accented(known);
    case Role::style:
      return argument();
    case Role::second:
      source_.take_argument();
      return argument();
    case Role::text:
      return text();
    case Role::letters:
      return letters_of_set();
    case Role::fraction:
      return fraction();
    case Role::binomial:
      return binomial();
    case Role::root:
      return root();
    case Role::modulus:
      return {.words = "modulo " + argument().words, .shape = Shape::relation};
    case Role::environment:
      return environment();
    case Role::quantity: {
      const std::string_view number = source_.take_argument();
      FormulaPart part = inside(number);
      part.words += " " + spoken_unit_commands(source_.take_argument(), part.words == "one");
      part.shape = Shape::word;
      return part;
    }
    case Role::unit:
      return {.words = spoken_unit_commands(source_.take_argument(), last_.words == "one"),
              .shape = Shape::text};
    case Role::chemical:
      return {.words = spoken_chemistry(source_.take_argument()), .shape = Shape::word};
    case Role::skip_argument:
      source_.take_argument();
      return {};
    case Role::operation:
    case Role::relation:
    case Role::opening:
    case Role::closing:
    case Role::skip:
      break;
  }
  return {};
}

/// "R" is the real numbers; "R^3" is said by its letter.
FormulaPart FormulaParser::letters_of_set() {
  const std::string_view letter = source_.take_argument();
  if (!source_.take_sign("^")) {
    return {.words = std::string(name_of_set(letter)), .shape = Shape::word};
  }
  return {.words = std::string(letter) + " " + inside(script()).words, .shape = Shape::word};
}

/// "sine squared theta", "the log base two of x".
FormulaPart FormulaParser::function(const FormulaCommand& known) {
  FormulaPart part{.words = std::string(known.words), .shape = Shape::word};
  const Scripts scripts = take_scripts(true);
  if (scripts.above == "-1") {
    part.words.insert(0, "inverse ");
  } else if (!scripts.above.empty()) {
    add_power(part, scripts.above);
  }
  const bool has_base = !scripts.below.empty();
  if (has_base) part.words += " base " + inside(scripts.below).words;
  std::string_view inner;
  const bool in_brackets = source_.at_sign("(") || source_.at_sign("[") || source_.at_sign("{");
  if (source_.at_sign("{")) {
    inner = source_.take_argument();
  } else if (!in_brackets || !source_.take_brackets(inner)) {
    const bool is_last = source_.at_end() || source_.peek().text == ",";
    if (!is_last && (has_base || known.role == Role::function)) part.words += " of";
    return part;
  }
  Context context = context_;
  context.bar = "given";
  const FormulaPart argument = inside(inner, context);
  part.words += " of " + argument.words;
  part.pauses = argument.is_compound;
  return part;
}

/// Sums, integrals, limits and extrema, up to the "of" in front of what they are over.
FormulaPart FormulaParser::range(const FormulaCommand& known) {
  FormulaPart part{.words = std::string(known.words), .shape = Shape::relation};
  const Scripts bounds = take_scripts(true);
  Context context = context_;
  if (known.role == Role::limit) context.arrow = "approaches";
  const std::string below = inside(bounds.below, context).words;
  const std::string above = inside(bounds.above, context).words;
  if (!below.empty()) {
    const bool is_limit = known.role == Role::limit;
    part.words += is_limit ? " as " : above.empty() ? " over " : " from ";
    part.words += below;
  }
  if (!above.empty()) part.words += " to " + above;
  std::string_view inner;
  if (known.role == Role::extremum && source_.at_sign("(") && source_.take_brackets(inner)) {
    part.words += " of " + inside(inner).words;
    part.shape = Shape::word;
  } else if (known.role == Role::extremum && source_.take_command("{")) {
    part.words += " of";
  } else if (!source_.at_end()) {
    part.words += " of";
  }
  return part;
}

FormulaPart FormulaParser::fraction() {
  FormulaSource ahead = source_;
  const std::string_view above = ahead.take_argument();
  const std::string_view below = ahead.take_argument();
  FormulaPart part;
  if (source_.at_sign("{") && derivative(above, below, part)) {
    source_ = ahead;
    return part;
  }
  FormulaPart numerator = argument();
  return fraction_of(std::move(numerator), argument());
}

/// "\frac{dy}{dx}", "\frac{\partial^2}{\partial x^2}".
bool FormulaParser::derivative(std::string_view above, std::string_view below,
                               FormulaPart& part) const {
  FormulaSource top(above);
  FormulaSource bottom(below);
  std::string_view order;
  std::string_view ignored;
  bool is_partial = false;
  bool is_partial_below = false;
  if (!take_differential(top, is_partial, order)) return false;
  if (!take_differential(bottom, is_partial_below, ignored) || bottom.at_end()) return false;
  if (is_partial != is_partial_below) return false;
  std::string variable(bottom.rest());
  if (variable.find("partial") != std::string::npos) return false;
  variable.erase(std::min(variable.find_first_of("^²³"), variable.size()));
  const std::string what = inside(top.rest()).words;
  part.words = "the ";
  if (order.size() == 1 && order >= "2" && order <= "9") {
    part.words += spoken_ordinal(to_number(order)) + " ";
  } else if (!order.empty()) {
    part.words += inside(order).words + "-th ";
  }
  part.words += is_partial ? "partial derivative " : "derivative ";
  if (!what.empty()) part.words += "of " + what + " ";
  part.words += "with respect to " + inside(variable).words;
  if (what.empty()) part.words += " of";
  part.shape = what.empty() ? Shape::relation : Shape::word;
  return true;
}

FormulaPart FormulaParser::root() {
  std::string_view inner;
  std::string degree;
  if (source_.at_sign("[") && source_.take_brackets(inner)) {
    const FormulaPart index = inside(inner);
    const bool is_number = !index.digits.empty() && index.digits.size() <= 3;
    degree = is_number            ? spoken_ordinal(to_number(index.digits))
             : index.words == "n" ? "nth"
                                  : index.words + "-th";
    if (index.digits == "2") degree = "square";
    if (index.digits == "3") degree = "cube";
  }
  const bool in_parentheses = source_.at_sign("(");  // "sqrt(2)"
  FormulaPart radicand;
  if (in_parentheses && source_.take_brackets(inner)) {
    radicand = inside(inner);
  } else {
    radicand = argument(true);
  }
  if (radicand.words.empty()) return {};
  return {.words = "the " + (degree.empty() ? "square" : degree) + " root of " + radicand.words,
          .shape = Shape::word,
          .pauses = radicand.is_compound};
}

FormulaPart FormulaParser::binomial() {
  const std::string from = argument().words;
  return {.words = from + " choose " + argument().words, .shape = Shape::word};
}

FormulaPart FormulaParser::accented(const FormulaCommand& known) {
  FormulaPart part = argument();
  if (part.words.empty()) return part;
  if (known.role == Role::accent) {
    part.words.append(" ").append(known.words);
    part.shape = part.shape == Shape::letter ? Shape::letter : Shape::word;
  } else {
    part.words = std::string(known.words) + " " + part.words;
    part.shape = Shape::vector;
  }
  part.digits = {};
  return part;
}

/// \text{} and upright letters: a unit behind a number, mathematics, or words.
FormulaPart FormulaParser::text() {
  const std::string_view written = source_.take_argument();
  const bool is_counted = has_operand_ && last_.shape == Shape::number;
  if (is_counted || last_.words.ends_with("degrees")) {
    std::string unit = last_.words.ends_with("degrees")
                           ? spoken_scale(written)
                           : spoken_unit(written, last_.words == "one");
    if (!unit.empty()) return {.words = std::move(unit), .shape = Shape::text};
  }
  const std::string_view trimmed = base::trimmed(written, " ");
  const bool is_formula = trimmed.find_first_of("_^\\") != std::string_view::npos;
  if (trimmed.size() == 1 || is_formula) return inside(trimmed);
  const FormulaCommand* name = find_formula_command(trimmed);
  const bool is_applied = source_.at_sign("(") || source_.at_sign("_");
  if (name != nullptr &&
      (name->role == Role::trigonometric || (name->role == Role::extremum && is_applied))) {
    return argument_part(*name);
  }
  return {.words = normalize(without_signs(trimmed)),
          .shape = source_.at_sign("(") ? Shape::letter : Shape::text};
}

/// |x|, \|x\|, \lfloor x \rfloor, \{x\}: what stands between two marks. `mark` is the first.
FormulaPart FormulaParser::fenced(const FormulaCommand& known, std::string_view mark) {
  const bool is_bar = mark == "|";
  if (is_bar && (source_.at_sign("_") || source_.at_sign("^"))) return evaluated();
  for (const Fence& fence : kFences) {
    std::string_view inner;
    FormulaSource ahead = source_;
    if (fence.mark != mark || !ahead.take_until(fence.end, inner)) continue;
    Context context = context_;
    if (known.words == "the set of") context.bar = "such that";
    FormulaPart part = inside(inner, context);
    if (part.words.empty()) break;
    source_ = ahead;
    return {.words = std::string(known.words) + " " + part.words,
            .shape = Shape::word,
            .pauses = part.is_compound || part.commas > 0};
  }
  if (!is_bar) return {};
  return {.words = std::string(context_.bar), .shape = Shape::relation};
}

/// "|_{x=0}", "|_0^1": where what stands in front is looked at.
FormulaPart FormulaParser::evaluated() {
  const Scripts bounds = take_scripts(true);
  const std::string below = inside(bounds.below).words;
  if (bounds.above.empty()) return {.words = "at " + below, .shape = Shape::relation};
  return {.words = "from " + below + " to " + inside(bounds.above).words, .shape = Shape::relation};
}

}  // namespace hotpin::dialog
