#pragma once

#include "dialog/speakable/formula/formula_operand.hpp"

namespace hotpin::dialog {

/// What a command takes whose argument is no mathematics: text, letters of a special kind, units,
/// chemistry. Nothing of a command that takes nothing.
FormulaPart read_text_command(FormulaLevel& level, const FormulaCommand& command);

}  // namespace hotpin::dialog
