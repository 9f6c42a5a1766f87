#pragma once

#include "dialog/speakable/formula/formula_operand.hpp"

/// Commands of a formula, with what they take.
namespace hotpin::dialog {

/// `command` follows.
FormulaPart read_command(FormulaLevel& level, const FormulaCommand& command);
/// `command` was taken already, or is written without a backslash.
FormulaPart read_behind_command(FormulaLevel& level, const FormulaCommand& command);

/// One operand over another: "three halves", "x over y".
FormulaPart fraction_of(FormulaPart above, FormulaPart below);

}  // namespace hotpin::dialog
