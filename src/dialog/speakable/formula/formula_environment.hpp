#pragma once

#include "dialog/speakable/formula/formula_parser.hpp"
#include "dialog/speakable/formula/formula_source.hpp"

namespace hotpin::dialog {

/// Matrices, cases and lines of equations, behind "\begin", up to the \end of the environment.
FormulaPart read_environment(FormulaSource& source, const FormulaContext& context);

}  // namespace hotpin::dialog
