#include "dialog/speakable/formula/formula_scripts.hpp"

#include <string>

#include "base/ascii.hpp"
#include "dialog/speakable/formula/formula_commands.hpp"
#include "dialog/speakable/formula/formula_words.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

using Kind = FormulaToken::Kind;
using Shape = FormulaShape;

struct Scripts : FormulaBounds {
  std::string primes;
  bool has_factorial = false;
};

bool is_capital(std::string_view words) {
  return words.size() == 1 && is_ascii_upper(static_cast<unsigned char>(words.front()));
}

std::string_view small_power(std::string_view digits) {
  if (digits == "2") return "squared";
  if (digits == "3") return "cubed";
  return {};
}

/// What a script is, without its braces, spaces and change of looks: "\mathrm{th}" is "th".
std::string_view bare(std::string_view script) {
  FormulaSource source(script);
  const FormulaCommand* known =
      source.peek().kind == Kind::command ? find_formula_command(source.peek().text) : nullptr;
  if (known != nullptr && (known->role == FormulaRole::text || known->role == FormulaRole::style)) {
    source.take();
    script = source.take_argument();
  }
  return base::trimmed(script, " {}\\");
}

std::string ordinal(const FormulaPart& part) {
  if (!part.digits.empty() && part.digits.size() <= 15) {
    return spoken_ordinal(to_number(part.digits));
  }
  return part.words + (part.words == "n" ? "th" : "-th");
}

bool take_bound(FormulaSource& source, FormulaBounds& bounds) {
  if (source.take_command("limits") || source.take_command("nolimits")) return true;
  if (source.take_sign("^")) {
    bounds.above = take_script(source);
  } else if (source.take_sign("_")) {
    bounds.below = take_script(source);
  } else if (source.at_sign("²") || source.at_sign("³") || source.at_sign("¹")) {
    const std::string_view sign = source.take().text;
    bounds.above = sign == "²" ? "2" : sign == "³" ? "3" : "1";
  } else {
    return false;
  }
  return true;
}

/// In any order.
Scripts take_scripts(FormulaSource& source) {
  Scripts scripts;
  while (!source.at_end()) {
    if (take_bound(source, scripts)) continue;
    if (source.take_sign("'")) {
      scripts.primes += scripts.primes.empty() ? "prime" : ", prime";
    } else if (!scripts.has_factorial && source.take_sign("!")) {
      scripts.has_factorial = true;
    } else {
      break;
    }
  }
  if (scripts.primes.size() > 5) {  // more than one
    scripts.primes = scripts.primes.size() == 12 ? "double prime" : "triple prime";
  }
  return scripts;
}

void add_below(FormulaPart& part, std::string_view below, const FormulaContext& context) {
  const FormulaPart index = parse_group(below, context);
  if (index.words.empty()) return;
  const bool is_base = part.shape == Shape::number && index.shape == Shape::number;
  const bool is_plain = !index.digits.empty() || index.shape == Shape::text ||
                        (index.shape == Shape::word && is_word_of_formula(below));
  part.words += is_base ? " base " : is_plain ? " " : " sub ";
  part.words += index.words;
  part.pauses = part.pauses || index.is_compound;
}

/// Degrees, primes, stars and their like. False if `above` is none.
bool add_mark_above(FormulaPart& part, std::string_view above) {
  struct Mark {
    std::string_view written;
    std::string_view spoken;
  };
  constexpr Mark kMarks[] = {
      {"circ", "degrees"},  {"degree", "degrees"}, {"°", "degrees"},
      {"∘", "degrees"},     {"prime", "prime"},    {"'", "prime"},
      {"*", "star"},        {"ast", "star"},       {"star", "star"},
      {"dagger", "dagger"}, {"+", "plus"},         {"-", "minus"},
      {"top", "transpose"}, {"perp", "perp"},      {"complement", "complement"}};
  const std::string_view plain = bare(above);
  for (const Mark& mark : kMarks) {
    if (mark.written != plain) continue;
    const bool is_one = mark.spoken == "degrees" && part.words == "one";
    part.words.append(" ").append(is_one ? "degree" : mark.spoken);
    return true;
  }
  const bool is_matrix = is_capital(part.words) || part.shape == Shape::vector;
  if (is_matrix && (plain == "T" || plain == "c")) {
    part.words += plain == "T" ? " transpose" : " complement";
    return true;
  }
  return false;
}

void add_above(FormulaPart& part, std::string_view above, const FormulaContext& context) {
  if (add_mark_above(part, above)) return;
  const std::string_view plain = bare(above);
  const bool has_inverse = part.words == "f" || part.words == "g" || part.words == "h" ||
                           is_capital(part.words) || part.shape == Shape::vector;
  if ((plain == "-1" || plain == "−1") && has_inverse) {
    part.words += " inverse";
  } else if (plain == "th" || plain == "st" || plain == "nd" || plain == "rd") {
    part.words = ordinal(part);
    part.shape = Shape::word;
  } else {
    add_power(part, above, context);
  }
}

}  // namespace

std::string_view take_script(FormulaSource& source) {
  if (source.at_sign("{")) return source.take_argument();
  const std::string_view start = source.rest();
  std::string_view inner;
  if (source.at_sign("(")) {
    if (source.take_brackets(inner)) return inner;
  }
  const bool has_sign = source.at_sign("-") || source.at_sign("+") || source.peek().text == "-";
  const bool is_command = source.peek().kind == Kind::command;
  source.take();
  const Kind next = source.peek().kind;
  if (has_sign && (next == Kind::number || next == Kind::letter)) source.take();
  while (is_command && !has_sign && source.at_sign("{")) source.take_argument();
  return start.substr(0, start.size() - source.rest().size());
}

FormulaBounds take_bounds(FormulaSource& source) {
  FormulaBounds bounds;
  while (take_bound(source, bounds)) {
  }
  return bounds;
}

void read_scripts(FormulaPart& part, FormulaSource& source, const FormulaContext& context) {
  const Scripts scripts = take_scripts(source);
  if (part.words.empty()) return;
  const bool has_any = !scripts.above.empty() || !scripts.below.empty() ||
                       !scripts.primes.empty() || scripts.has_factorial;
  if (has_any && part.shape == Shape::group && part.is_compound) {
    part.words = "the quantity " + part.words + ",";
    part.is_compound = false;
    part.pauses = true;
  }
  if (!scripts.primes.empty()) part.words += " " + scripts.primes;
  if (!scripts.below.empty()) add_below(part, scripts.below, context);
  if (!scripts.above.empty()) add_above(part, scripts.above, context);
  if (scripts.has_factorial) part.words += " factorial";
  if (has_any) part.digits = {};
  while (source.take_command("degree")) part.words += part.words == "one" ? " degree" : " degrees";
}

void add_power(FormulaPart& part, std::string_view above, const FormulaContext& context) {
  const FormulaPart power = parse_group(above, context);
  if (power.words.empty()) return;
  const std::string_view small = small_power(power.digits);
  if (!small.empty()) {
    part.words.append(" ").append(small);
  } else {
    part.words += " to the power of " + power.words;
  }
  part.pauses = part.pauses || power.is_compound;
}

}  // namespace hotpin::dialog
