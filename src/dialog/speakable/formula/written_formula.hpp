#pragma once

#include <string>
#include <string_view>

namespace hotpin::dialog {

/// `text` with its formulas in signs instead of LaTeX: "\(\frac{1}{2} \leq x^2\)" is "1/2 ≤ x²".
/// For voices of languages whose words for formulas are not known. Linear; pure; any thread.
std::string with_written_formulas(std::string_view text);

}  // namespace hotpin::dialog
