#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Numbers as English words. Pure functions; any thread.
namespace hotpin::dialog {

/// "one thousand two hundred thirty-four"; below 10^15.
std::string spoken_cardinal(std::uint64_t number);
/// "one thousand two hundred thirty-fourth"; below 10^15.
std::string spoken_ordinal(std::uint64_t number);
/// Digits as a number: "1234567". Those that begin with a zero ("007") or are more than 15 are said
/// digit by digit. `digits` holds 0-9 only.
std::string spoken_integer(std::string_view digits);
/// "four one five"; what is no digit is left out.
std::string spoken_digits(std::string_view digits);

/// Years that are said in pairs: "nineteen ninety-nine", "two thousand five", "twenty twenty-four".
inline bool is_year(std::uint64_t number) { return number >= 1100 && number < 2100; }
std::string spoken_year(std::uint64_t year);
/// 1990 gives "nineteen nineties", 90 gives "nineties". `year` is a multiple of ten.
std::string spoken_decade(std::uint64_t year);

}  // namespace hotpin::dialog
