#include "dialog/speakable/formula/formula_operators.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "dialog/speakable/formula/formula_environment.hpp"
#include "dialog/speakable/formula/formula_scripts.hpp"
#include "dialog/speakable/formula/formula_text.hpp"
#include "dialog/speakable/formula/formula_words.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/text_cursor.hpp"

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

FormulaPart operand_named(std::string_view words) {
  const bool is_single = words.find(' ') == std::string_view::npos;
  return {.words = std::string(words), .shape = is_single ? Shape::letter : Shape::word};
}

/// "sine squared theta", "the log base two of x".
FormulaPart read_function(FormulaLevel& level, const FormulaCommand& known) {
  FormulaPart part{.words = std::string(known.words), .shape = Shape::word};
  const FormulaBounds scripts = take_bounds(level.source);
  if (scripts.above == "-1") {
    part.words.insert(0, "inverse ");
  } else if (!scripts.above.empty()) {
    add_power(part, scripts.above, level.context);
  }
  const bool has_base = !scripts.below.empty();
  if (has_base) part.words += " base " + level.inside(scripts.below).words;
  std::string_view inner;
  const bool in_brackets =
      level.source.at_sign("(") || level.source.at_sign("[") || level.source.at_sign("{");
  if (level.source.at_sign("{")) {
    inner = level.source.take_argument();
  } else if (!in_brackets || !level.source.take_brackets(inner)) {
    const bool is_last = level.source.at_end() || level.source.peek().text == ",";
    if (!is_last && (has_base || known.role == Role::function)) part.words += " of";
    return part;
  }
  FormulaContext context = level.context;
  context.bar = "given";
  const FormulaPart argument = parse_group(inner, context);
  part.words += " of " + argument.words;
  part.pauses = argument.is_compound;
  return part;
}

/// Sums, integrals, limits and extrema, up to the "of" in front of what they are over.
FormulaPart read_range(FormulaLevel& level, const FormulaCommand& known) {
  FormulaPart part{.words = std::string(known.words), .shape = Shape::relation};
  const FormulaBounds bounds = take_bounds(level.source);
  FormulaContext context = level.context;
  if (known.role == Role::limit) context.arrow = "approaches";
  const std::string below = parse_group(bounds.below, context).words;
  const std::string above = parse_group(bounds.above, context).words;
  if (!below.empty()) {
    const bool is_limit = known.role == Role::limit;
    part.words += is_limit ? " as " : above.empty() ? " over " : " from ";
    part.words += below;
  }
  if (!above.empty()) part.words += " to " + above;
  std::string_view inner;
  if (known.role == Role::extremum && level.source.at_sign("(") &&
      level.source.take_brackets(inner)) {
    part.words += " of " + level.inside(inner).words;
    part.shape = Shape::word;
  } else if ((known.role == Role::extremum && level.source.take_command("{")) ||
             !level.source.at_end()) {
    part.words += " of";
  }
  return part;
}

/// "\frac{dy}{dx}", "\frac{\partial^2}{\partial x^2}".
bool read_derivative(std::string_view above, std::string_view below, const FormulaLevel& level,
                     FormulaPart& part) {
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
  const std::string what = level.inside(top.rest()).words;
  part.words = "the ";
  if (order.size() == 1 && order >= "2" && order <= "9") {
    part.words += spoken_ordinal(to_number(order)) + " ";
  } else if (!order.empty()) {
    part.words += level.inside(order).words + "-th ";
  }
  part.words += is_partial ? "partial derivative " : "derivative ";
  if (!what.empty()) part.words += "of " + what + " ";
  part.words += "with respect to " + level.inside(variable).words;
  if (what.empty()) part.words += " of";
  part.shape = what.empty() ? Shape::relation : Shape::word;
  return true;
}

FormulaPart read_fraction(FormulaLevel& level) {
  FormulaSource ahead = level.source;
  const std::string_view above = ahead.take_argument();
  const std::string_view below = ahead.take_argument();
  FormulaPart part;
  if (level.source.at_sign("{") && read_derivative(above, below, level, part)) {
    level.source = ahead;
    return part;
  }
  FormulaPart numerator = read_argument(level);
  return fraction_of(std::move(numerator), read_argument(level));
}

FormulaPart read_root(FormulaLevel& level) {
  std::string_view inner;
  std::string degree;
  if (level.source.at_sign("[") && level.source.take_brackets(inner)) {
    const FormulaPart index = level.inside(inner);
    const bool is_number = !index.digits.empty() && index.digits.size() <= 3;
    degree = is_number            ? spoken_ordinal(to_number(index.digits))
             : index.words == "n" ? "nth"
                                  : index.words + "-th";
    if (index.digits == "2") degree = "square";
    if (index.digits == "3") degree = "cube";
  }
  const bool in_parentheses = level.source.at_sign("(");  // "sqrt(2)"
  FormulaPart radicand;
  if (in_parentheses && level.source.take_brackets(inner)) {
    radicand = level.inside(inner);
  } else {
    radicand = read_argument(level, true);
  }
  if (radicand.words.empty()) return {};
  return {.words = "the " + (degree.empty() ? "square" : degree) + " root of " + radicand.words,
          .shape = Shape::word,
          .pauses = radicand.is_compound};
}

FormulaPart read_binomial(FormulaLevel& level) {
  const std::string from = read_argument(level).words;
  return {.words = from + " choose " + read_argument(level).words, .shape = Shape::word};
}

FormulaPart read_accented(FormulaLevel& level, const FormulaCommand& known) {
  FormulaPart part = read_argument(level);
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

/// "|_{x=0}", "|_0^1": where what stands in front is looked at.
FormulaPart read_evaluated(FormulaLevel& level) {
  const FormulaBounds bounds = take_bounds(level.source);
  const std::string below = level.inside(bounds.below).words;
  if (bounds.above.empty()) return {.words = "at " + below, .shape = Shape::relation};
  return {.words = "from " + below + " to " + level.inside(bounds.above).words,
          .shape = Shape::relation};
}

/// |x|, \|x\|, \lfloor x \rfloor, \{x\}: what stands between two marks. `mark` is the first.
FormulaPart read_fenced(FormulaLevel& level, const FormulaCommand& known, std::string_view mark) {
  const bool is_bar = mark == "|";
  if (is_bar && (level.source.at_sign("_") || level.source.at_sign("^")))
    return read_evaluated(level);
  for (const Fence& fence : kFences) {
    std::string_view inner;
    FormulaSource ahead = level.source;
    if (fence.mark != mark || !ahead.take_until(fence.end, inner)) continue;
    FormulaContext context = level.context;
    if (known.words == "the set of") context.bar = "such that";
    FormulaPart part = parse_group(inner, context);
    if (part.words.empty()) break;
    level.source = ahead;
    return {.words = std::string(known.words) + " " + part.words,
            .shape = Shape::word,
            .pauses = part.is_compound || part.commas > 0};
  }
  if (!is_bar) return {};
  return {.words = std::string(level.context.bar), .shape = Shape::relation};
}

}  // namespace

FormulaPart read_command(FormulaLevel& level, const FormulaCommand& command) {
  const std::string_view start = level.source.rest();
  level.source.take();
  if (command.role != Role::opening) return read_behind_command(level, command);
  const std::string_view mark = start.substr(0, start.size() - level.source.rest().size());
  return read_fenced(level, command, base::trimmed(mark, " "));
}

FormulaPart read_behind_command(FormulaLevel& level, const FormulaCommand& command) {
  switch (command.role) {
    case Role::word:
      return operand_named(command.words);
    case Role::degree:
      return {.words = "degrees", .shape = Shape::relation};
    case Role::function:
    case Role::trigonometric:
      return read_function(level, command);
    case Role::range:
    case Role::extremum:
    case Role::limit:
      return read_range(level, command);
    case Role::accent:
    case Role::prefix:
      return read_accented(level, command);
    case Role::style:
      return read_argument(level);
    case Role::second:
      level.source.take_argument();
      return read_argument(level);
    case Role::fraction:
      return read_fraction(level);
    case Role::binomial:
      return read_binomial(level);
    case Role::root:
      return read_root(level);
    case Role::modulus:
      return {.words = "modulo " + read_argument(level).words, .shape = Shape::relation};
    case Role::environment:
      return read_environment(level.source, level.context);
    default:
      return read_text_command(level, command);
  }
}

FormulaPart fraction_of(FormulaPart above, FormulaPart below) {
  const std::string spoken = spoken_fraction_of_formula(above.digits, below.digits);
  if (!spoken.empty()) return {.words = spoken, .shape = Shape::fraction};
  const bool is_long = above.is_compound || above.pauses;
  FormulaPart part{.words = std::move(above.words), .shape = Shape::word};
  part.words += is_long ? ", all over " : " over ";
  part.words += (below.is_compound ? "the quantity " : "") + below.words;
  part.pauses = below.is_compound;
  return part;
}

}  // namespace hotpin::dialog
