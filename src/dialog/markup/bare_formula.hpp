#pragma once

#include <cstddef>
#include <string_view>

#include "dialog/markup/formula_span.hpp"

namespace hotpin::dialog {

/// The formula without delimiters that begins at `at`. One needs a sign that only mathematics has:
/// a LaTeX command, a power, "sqrt(", a minus in front of a letter in an equation. Looks ahead a
/// bounded way; pure; any thread.
FormulaSpan bare_formula_at(std::string_view text, std::size_t at);

}  // namespace hotpin::dialog
