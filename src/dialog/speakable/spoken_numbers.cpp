#include "dialog/speakable/spoken_numbers.hpp"

#include <array>

#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::array<std::string_view, 20> kOnes = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};

struct Scale {
  std::uint64_t value;
  std::string_view name;
};
constexpr std::array<Scale, 5> kScales = {{{1'000'000'000'000, "trillion"},
                                           {1'000'000'000, "billion"},
                                           {1'000'000, "million"},
                                           {1'000, "thousand"},
                                           {100, "hundred"}}};
constexpr std::size_t kMaxDigits = 15;

struct Irregular {
  std::string_view cardinal;
  std::string_view ordinal;
};
constexpr std::array<Irregular, 7> kOrdinals = {{{"one", "first"},
                                                 {"two", "second"},
                                                 {"three", "third"},
                                                 {"five", "fifth"},
                                                 {"eight", "eighth"},
                                                 {"nine", "ninth"},
                                                 {"twelve", "twelfth"}}};

std::string below_hundred(std::uint64_t number) {
  if (number < kOnes.size()) return std::string(kOnes[number]);
  std::string spoken(kTens[number / 10]);
  if (number % 10 != 0) spoken.append("-").append(kOnes[number % 10]);
  return spoken;
}

}  // namespace

std::string spoken_cardinal(std::uint64_t number) {
  if (number < 100) return below_hundred(number);
  std::string spoken;
  for (const Scale& scale : kScales) {
    if (number < scale.value) continue;
    if (!spoken.empty()) spoken += ' ';
    spoken.append(spoken_cardinal(number / scale.value)).append(" ").append(scale.name);
    number %= scale.value;
  }
  if (number != 0) spoken.append(" ").append(below_hundred(number));
  return spoken;
}

std::string spoken_ordinal(std::uint64_t number) {
  std::string spoken = spoken_cardinal(number);
  const std::size_t parted = spoken.find_last_of(" -");
  const std::size_t last = parted == std::string::npos ? 0 : parted + 1;
  for (const Irregular& irregular : kOrdinals) {
    if (irregular.cardinal == std::string_view(spoken).substr(last)) {
      return spoken.replace(last, std::string::npos, irregular.ordinal);
    }
  }
  if (spoken.back() == 'y') spoken.replace(spoken.size() - 1, 1, "ie");
  return spoken + "th";
}

std::string spoken_integer(std::string_view digits) {
  const bool is_code = digits.size() > 1 && digits.front() == '0';
  if (is_code || digits.size() > kMaxDigits) return spoken_digits(digits);
  std::uint64_t number = 0;
  for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  return spoken_cardinal(number);
}

std::string spoken_digits(std::string_view digits) {
  std::string spoken;
  for (const char c : digits) {
    if (c < '0' || c > '9') continue;
    if (!spoken.empty()) spoken += ' ';
    spoken += kOnes[static_cast<std::size_t>(c - '0')];
  }
  return spoken;
}

std::string spoken_year(std::uint64_t year) {
  if (year % 1000 < 10) return spoken_cardinal(year);
  const std::string century = below_hundred(year / 100);
  if (year % 100 == 0) return century + " hundred";
  return century + (year % 100 < 10 ? " oh " : " ") + below_hundred(year % 100);
}

std::string spoken_decade(std::uint64_t year) {
  std::string spoken = is_year(year) ? spoken_year(year) : spoken_cardinal(year);
  if (spoken.back() == 'y') return spoken.replace(spoken.size() - 1, 1, "ies");
  return spoken + "s";
}

}  // namespace hotpin::dialog
