#pragma once

#include <string_view>

#include "dialog/speakable/formula/formula_parser.hpp"
#include "dialog/speakable/formula/formula_source.hpp"

/// What stands above, below and behind an operand of a formula.
namespace hotpin::dialog {

/// As they are written.
struct FormulaBounds {
  std::string_view above;
  std::string_view below;
};
/// Behind "^" or "_": a group, a command with its arguments, "(n+1)", "-1", or one token.
std::string_view take_script(FormulaSource& source);
/// The bounds that follow, in any order.
FormulaBounds take_bounds(FormulaSource& source);

/// Adds the scripts, primes and marks that follow to the operand `part`.
void read_scripts(FormulaPart& part, FormulaSource& source, const FormulaContext& context);
/// "squared", "to the power of n".
void add_power(FormulaPart& part, std::string_view above, const FormulaContext& context);

}  // namespace hotpin::dialog
