#include "dialog/speakable/formula/formula_units.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.hpp"
#include "dialog/speakable/formula/formula_source.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

using Kind = FormulaToken::Kind;

// Those that only formulas have, or that mean something else in a sentence.
constexpr Unit kUnitsOfFormulas[] = {
    {"N", "newton", "newtons"},
    {"J", "joule", "joules"},
    {"kJ", "kilojoule", "kilojoules"},
    {"Pa", "pascal", "pascals"},
    {"kPa", "kilopascal", "kilopascals"},
    {"K", "kelvin", "kelvins"},
    {"mol", "mole", "moles"},
    {"A", "ampere", "amperes"},
    {"C", "coulomb", "coulombs"},
    {"F", "farad", "farads"},
    {"T", "tesla", "teslas"},
    {"H", "henry", "henries"},
    {"eV", "electron volt", "electron volts"},
    {"rad", "radian", "radians"},
    {"cal", "calorie", "calories"},
    {"kcal", "kilocalorie", "kilocalories"},
    {"atm", "atmosphere", "atmospheres"},
    {"bar", "bar", "bars"},
    {"\\Omega", "ohm", "ohms"},
    {"Ω", "ohm", "ohms"},
    {"\\%", "percent", "percent"},
    {"deg", "degree", "degrees"},
    {"t", "tonne", "tonnes"},
};

constexpr std::array<std::string_view, 12> kPrefixes = {"kilo",  "mega",  "giga",  "tera",
                                                        "milli", "micro", "nano",  "pico",
                                                        "centi", "deci",  "hecto", "femto"};

const Unit* unit_of(std::string_view written) {
  const auto* found = std::find_if(std::begin(kUnitsOfFormulas), std::end(kUnitsOfFormulas),
                                   [&](const Unit& unit) { return unit.written == written; });
  return found != std::end(kUnitsOfFormulas) ? found : find_unit(written);
}

/// "s^2", "m^{3}", "s^{-1}" as "s²", "m³" and, with `below` set, "s".
std::string without_power(std::string_view factor, bool& is_below) {
  const std::size_t mark = std::min(factor.find('^'), factor.size());
  std::string unit(base::trimmed(factor.substr(0, mark), " "));
  std::string_view power = base::trimmed(factor.substr(mark), "^{} ");
  if (power.starts_with('-')) {
    is_below = !is_below;
    power.remove_prefix(1);
  }
  if (power == "2") unit += "²";
  if (power == "3") unit += "³";
  return unit;
}

/// " meters", " per second squared"; false when it is no unit.
bool add_factor(std::string_view factor, bool is_below, bool is_one, std::string& words) {
  const std::string written = without_power(factor, is_below);
  std::string_view name = written;
  const Unit* unit = unit_of(name);
  std::string_view power;
  if (unit == nullptr && (name.ends_with("²") || name.ends_with("³"))) {
    power = name.ends_with("²") ? " squared" : " cubed";
    name.remove_suffix(std::string_view("²").size());
    unit = unit_of(name);
  }
  if (unit == nullptr) return false;
  if (!words.empty()) words += ' ';
  if (is_below) words += "per ";
  words.append(is_one || is_below ? unit->one : unit->many).append(power);
  return true;
}

}  // namespace

std::string spoken_unit(std::string_view unit, bool is_one) {
  std::string rest(base::trimmed(unit, " "));
  for (const std::string_view joint : {"\\cdot", "\\,", "·", "⋅"}) {
    for (std::size_t at = 0; (at = rest.find(joint)) != std::string::npos;) {
      rest.replace(at, joint.size(), " ");
    }
  }
  std::string words;
  bool is_below = false;
  std::string_view left = rest;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find_first_of(" /"), left.size());
    const std::string_view factor = left.substr(0, end);
    if (!factor.empty() && !add_factor(factor, is_below, is_one, words)) return {};
    is_below = is_below || left.substr(end).starts_with('/');
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return words;
}

std::string spoken_unit_commands(std::string_view unit, bool is_one) {
  std::string words;
  bool is_below = false;
  bool joins = false;
  for (FormulaSource source(unit); !source.at_end();) {
    if (source.peek().kind != Kind::command) return spoken_unit(unit, is_one);
    const std::string_view name = source.take().text;
    if (!words.empty() && !joins) words += ' ';
    joins = std::find(kPrefixes.begin(), kPrefixes.end(), name) != kPrefixes.end();
    const bool is_unit = !joins && name != "per" && name != "squared" && name != "cubed" &&
                         name != "percent" && name != "hertz";
    is_below = is_below || name == "per";
    words += name == "degreeCelsius" || name == "celsius" ? "degrees Celsius" : name;
    if (is_unit && !is_below && !is_one && !words.ends_with("Celsius")) words += 's';
  }
  return words;
}

std::string spoken_scale(std::string_view letter) {
  letter = base::trimmed(letter, " ");
  if (letter == "C") return "Celsius";
  if (letter == "F") return "Fahrenheit";
  return {};
}

}  // namespace hotpin::dialog
