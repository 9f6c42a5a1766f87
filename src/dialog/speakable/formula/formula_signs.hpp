#pragma once

#include <string_view>

namespace hotpin::dialog {

/// What a sign of Unicode is called in LaTeX: "leq" for ≤, "alpha" for α; empty when it is
/// none. Table look-up; any thread.
std::string_view formula_name_of(char32_t sign);
/// The sign of that name; 0 when there is none.
char32_t formula_sign_of(std::string_view name);

}  // namespace hotpin::dialog
