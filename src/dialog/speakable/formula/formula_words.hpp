#pragma once

#include <string>
#include <string_view>

#include "dialog/speakable/formula/formula_commands.hpp"

/// Numbers and runs of letters in formulas. Pure; any thread.
namespace hotpin::dialog {

/// Of the number at the front of `text`, with its groups of thousands: "10,000", "10{,}000.5".
std::size_t size_of_grouped_number(std::string_view text);
/// What size_of_grouped_number() counted, in words.
std::string spoken_number_of_formula(std::string_view number);
/// "three halves", for whole numbers in digits; empty if it is better said with "over".
std::string spoken_fraction_of_formula(std::string_view above, std::string_view below);

/// "sin", "sqrt" and "theta", which people write without a backslash too.
bool is_name_without_backslash(const FormulaCommand& command);
/// Of "sin" in "sinx"; 0 if `letters` are none.
std::size_t size_of_function_with_letter(std::string_view letters);
/// "speed" and "if", where "mgh" and "AB" are letters that are multiplied.
bool is_word_of_formula(std::string_view letters);

}  // namespace hotpin::dialog
