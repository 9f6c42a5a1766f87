#pragma once

#include <cstddef>
#include <string_view>

/// Parts of formulas that stand in sentences. Pure; any thread.
namespace hotpin::dialog {

/// Behind the bracket that closes the one at the front; 0 if it is not closed in `max` bytes.
std::size_t size_of_brackets(std::string_view text, char open, char close, std::size_t max);

/// "sin", "theta": letters that are a name in a formula without a backslash too.
bool is_function_name(std::string_view letters);

/// What may stand in the parentheses of a formula: no words, no quotes.
bool is_mathematical(std::string_view inside);

}  // namespace hotpin::dialog
