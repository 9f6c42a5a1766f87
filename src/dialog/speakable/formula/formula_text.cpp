#include "dialog/speakable/formula/formula_text.hpp"

#include <array>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "dialog/speakable/formula/formula_chemistry.hpp"
#include "dialog/speakable/formula/formula_operators.hpp"
#include "dialog/speakable/formula/formula_scripts.hpp"
#include "dialog/speakable/formula/formula_units.hpp"
#include "dialog/speakable/text_normalizer.hpp"

namespace hotpin::dialog {
namespace {

using Role = FormulaRole;
using Shape = FormulaShape;

/// What \text{} may hold that would be read as something else.
std::string without_signs(std::string_view text) {
  std::string plain;
  for (const char c : text)
    plain += std::string_view("\\${}~^_[]").find(c) == std::string_view::npos ? c : ' ';
  return plain;
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

/// "R" is the real numbers; "R^3" is said by its letter.
FormulaPart read_letters_of_set(FormulaLevel& level) {
  const std::string_view letter = level.source.take_argument();
  if (!level.source.take_sign("^")) {
    return {.words = std::string(name_of_set(letter)), .shape = Shape::word};
  }
  return {.words = std::string(letter) + " " + level.inside(take_script(level.source)).words,
          .shape = Shape::word};
}

/// \text{} and upright letters: a unit behind a number, mathematics, or words.
FormulaPart read_text(FormulaLevel& level) {
  const std::string_view written = level.source.take_argument();
  const bool is_counted = level.has_operand && level.last.shape == Shape::number;
  if (is_counted || level.last.words.ends_with("degrees")) {
    std::string unit = level.last.words.ends_with("degrees")
                           ? spoken_scale(written)
                           : spoken_unit(written, level.last.words == "one");
    if (!unit.empty()) return {.words = std::move(unit), .shape = Shape::text};
  }
  const std::string_view trimmed = base::trimmed(written, " ");
  const bool is_formula = trimmed.find_first_of("_^\\") != std::string_view::npos;
  if (trimmed.size() == 1 || is_formula) return level.inside(trimmed);
  const FormulaCommand* name = find_formula_command(trimmed);
  const bool is_applied = level.source.at_sign("(") || level.source.at_sign("_");
  if (name != nullptr &&
      (name->role == Role::trigonometric || (name->role == Role::extremum && is_applied))) {
    return read_behind_command(level, *name);
  }
  return {.words = normalize(without_signs(trimmed)),
          .shape = level.source.at_sign("(") ? Shape::letter : Shape::text};
}

/// "\SI{5}{\meter}".
FormulaPart read_quantity(FormulaLevel& level) {
  FormulaPart part = level.inside(level.source.take_argument());
  part.words += " " + spoken_unit_commands(level.source.take_argument(), part.words == "one");
  part.shape = Shape::word;
  return part;
}

}  // namespace

FormulaPart read_text_command(FormulaLevel& level, const FormulaCommand& command) {
  switch (command.role) {
    case Role::text:
      return read_text(level);
    case Role::letters:
      return read_letters_of_set(level);
    case Role::quantity:
      return read_quantity(level);
    case Role::unit:
      return {
          .words = spoken_unit_commands(level.source.take_argument(), level.last.words == "one"),
          .shape = Shape::text};
    case Role::chemical:
      return {.words = spoken_chemistry(level.source.take_argument()), .shape = Shape::word};
    case Role::skip_argument:
      level.source.take_argument();
      return {};
    default:
      return {};
  }
}

}  // namespace hotpin::dialog
