#include "dialog/speakable/formula/formula_words.hpp"

#include <algorithm>
#include <array>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::uint64_t kLargestNamedPart = 20;  // "twentieths"
constexpr std::size_t kShortestWord = 4;

bool take_group(TextCursor& cursor) {
  TextCursor ahead = cursor;
  if (!ahead.take(",") && !ahead.take("{,}") && !ahead.take("\\,")) return false;
  if (ahead.take_digits(4).size() != 3) return false;
  cursor = ahead;
  return true;
}

}  // namespace

std::size_t size_of_grouped_number(std::string_view text) {
  TextCursor cursor(text);
  const std::size_t first = cursor.take_digits(text.size()).size();
  while (first > 0 && first <= 3 && take_group(cursor)) {
  }
  TextCursor ahead = cursor;
  if (ahead.take(".") && !ahead.take_digits(text.size()).empty()) cursor = ahead;
  return cursor.position();
}

std::string spoken_number_of_formula(std::string_view number) {
  const std::size_t point = std::min(number.find('.'), number.size());
  std::string digits(number.substr(0, point));
  digits.erase(
      std::remove_if(digits.begin(), digits.end(), [](char c) { return c < '0' || c > '9'; }),
      digits.end());
  std::string words = digits.empty() ? "" : spoken_integer(digits);
  if (point == number.size()) return words;
  words += words.empty() ? "point " : " point ";
  return words + spoken_digits(number.substr(point));
}

std::string spoken_fraction_of_formula(std::string_view above, std::string_view below) {
  constexpr std::size_t kMostDigits = 3;
  if (above.empty() || below.empty() || above.size() > kMostDigits || below.size() > 2) return {};
  const std::uint64_t parts = to_number(above);
  const std::uint64_t whole = to_number(below);
  const bool is_proper = parts < whole;
  if (parts == 0 || whole < 2 || (!is_proper && whole > kLargestNamedPart)) return {};
  std::string name = whole == 2 ? "half" : whole == 4 ? "quarter" : spoken_ordinal(whole);
  if (parts != 1) name = whole == 2 ? "halves" : name + "s";
  return spoken_cardinal(parts) + " " + name;
}

bool is_name_without_backslash(const FormulaCommand& command) {
  constexpr std::array<std::string_view, 31> kNames = {
      "alpha", "beta",  "gamma",  "delta", "epsilon", "zeta",  "eta",  "theta",
      "iota",  "kappa", "lambda", "mu",    "nu",      "xi",    "pi",   "rho",
      "sigma", "tau",   "phi",    "chi",   "psi",     "omega", "log",  "ln",
      "exp",   "det",   "gcd",    "lcm",   "sqrt",    "lim",   "infty"};
  return command.role == FormulaRole::trigonometric || command.role == FormulaRole::extremum ||
         std::find(kNames.begin(), kNames.end(), command.name) != kNames.end();
}

std::size_t size_of_function_with_letter(std::string_view letters) {
  for (const std::string_view name : {"sin", "cos", "tan", "log", "ln"}) {
    const bool is_it = letters.size() == name.size() + 1 && letters.starts_with(name);
    if (is_it && letters.back() >= 'x') return name.size();
  }
  return 0;
}

bool is_word_of_formula(std::string_view letters) {
  constexpr std::array<std::string_view, 7> kShort = {"if", "is", "or", "of", "to", "mod", "and"};
  if (std::find(kShort.begin(), kShort.end(), letters) != kShort.end()) return true;
  if (letters.size() == 3) return is_function_word(letters);
  if (letters.size() < kShortestWord) return false;
  const std::string_view behind_first = letters.substr(1);
  const bool has_capital = std::any_of(behind_first.begin(), behind_first.end(),
                                       [](char c) { return is_ascii_upper(c); });
  const bool is_alphabet = std::adjacent_find(letters.begin(), letters.end(), [](char a, char b) {
                             return b != a + 1;
                           }) == letters.end();
  return !has_capital && !is_alphabet && letters.find_first_of("aeiouy") != std::string_view::npos;
}

}  // namespace hotpin::dialog
