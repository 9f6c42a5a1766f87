#include "dialog/words.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.hpp"

namespace hotpin::dialog {
namespace {

struct Range {
  char32_t first;
  char32_t last;
  CharKind kind;
};

// Rising; what lies between is letters.
constexpr Range kRanges[] = {
    {0x80, 0x84, CharKind::control},      {0x85, 0x85, CharKind::space},
    {0x86, 0x9F, CharKind::control},      {0xA0, 0xA0, CharKind::space},
    {0xA1, 0xA9, CharKind::symbol},       {0xAB, 0xAC, CharKind::symbol},
    {0xAD, 0xAD, CharKind::control},      {0xAE, 0xB4, CharKind::symbol},
    {0xB6, 0xB9, CharKind::symbol},       {0xBB, 0xBF, CharKind::symbol},
    {0xD7, 0xD7, CharKind::symbol},       {0xF7, 0xF7, CharKind::symbol},
    {0x058F, 0x058F, CharKind::symbol},   {0x060B, 0x060C, CharKind::symbol},
    {0x061B, 0x061B, CharKind::symbol},   {0x061F, 0x061F, CharKind::symbol},
    {0x06D4, 0x06D4, CharKind::symbol},   {0x0964, 0x0965, CharKind::symbol},
    {0x09F2, 0x09F3, CharKind::symbol},   {0x0E3F, 0x0E3F, CharKind::symbol},
    {0x17DB, 0x17DB, CharKind::symbol},   {0x180E, 0x180E, CharKind::control},
    {0x2000, 0x200A, CharKind::space},    {0x200B, 0x200B, CharKind::control},
    {0x200C, 0x200D, CharKind::joiner},   {0x200E, 0x200F, CharKind::control},
    {0x2010, 0x2027, CharKind::symbol},   {0x2028, 0x2029, CharKind::space},
    {0x202A, 0x202E, CharKind::control},  {0x202F, 0x202F, CharKind::space},
    {0x2030, 0x205E, CharKind::symbol},   {0x205F, 0x205F, CharKind::space},
    {0x2060, 0x206F, CharKind::control},  {0x2070, 0x20CF, CharKind::symbol},
    {0x20D0, 0x20FF, CharKind::control},  {0x2100, 0x2BFF, CharKind::symbol},
    {0x2E00, 0x2E7F, CharKind::symbol},   {0x3000, 0x3000, CharKind::space},
    {0x3001, 0x3004, CharKind::symbol},   {0x3008, 0x3020, CharKind::symbol},
    {0x3030, 0x3030, CharKind::symbol},   {0xD800, 0xF8FF, CharKind::control},
    {0xFDFC, 0xFDFC, CharKind::symbol},   {0xFE00, 0xFE0F, CharKind::joiner},
    {0xFE10, 0xFE1F, CharKind::symbol},   {0xFE30, 0xFE6F, CharKind::symbol},
    {0xFEFF, 0xFEFF, CharKind::control},  {0xFF01, 0xFF0F, CharKind::symbol},
    {0xFF1A, 0xFF20, CharKind::symbol},   {0xFF3B, 0xFF40, CharKind::symbol},
    {0xFF5B, 0xFF65, CharKind::symbol},   {0xFFE0, 0xFFEF, CharKind::symbol},
    {0xFFF0, 0xFFFF, CharKind::control},  {0x1D000, 0x1D24F, CharKind::symbol},
    {0x1F000, 0x1FAFF, CharKind::symbol}, {0xE0000, 0x10FFFF, CharKind::control},
};

CharKind kind_of_ascii(char32_t c) {
  if (is_ascii_digit(c)) return CharKind::digit;
  if (is_ascii_upper(c) || is_ascii_lower(c)) return CharKind::letter;
  if (c == ' ' || (c >= '\t' && c <= '\r')) return CharKind::space;
  return c < ' ' || c == 0x7F ? CharKind::control : CharKind::symbol;
}

constexpr auto kNames = FullStop::belongs_to_word;
constexpr auto kMayEnd = FullStop::may_end_sentence;
constexpr auto kNumbered = FullStop::ends_unless_digit;

constexpr Abbreviation kAbbreviations[] = {
    {"Dr", "Doctor", kNames, true},
    {"Mr", "Mister", kNames, true},
    {"Mrs", "Missus", kNames, true},
    {"Ms", "Miz", kNames, true},
    {"Prof", "Professor", kNames},
    {"St", "Saint", kNames},
    {"Mt", "Mount", kNames},
    {"Gen", "General", kNames},
    {"Sen", "Senator", kNames},
    {"Rep", "Representative", kNames},
    {"Gov", "Governor", kNames},
    {"Lt", "Lieutenant", kNames},
    {"Col", "Colonel", kNames},
    {"Capt", "Captain", kNames},
    {"Sgt", "Sergeant", kNames},
    {"Rev", "Reverend", kNames},
    {"vs", "versus", kNames, true},
    {"e.g", "for example", kNames},
    {"E.g", "for example", kNames},
    {"i.e", "that is", kNames},
    {"I.e", "that is", kNames},
    {"cf", "compare", kNames},
    {"approx", "approximately", kNames},
    {"dept", "department", kNames},
    {"a.k.a", "also known as", kNames},
    {"etc", "et cetera", kMayEnd, true},
    {"Jr", "Junior", kMayEnd, true},
    {"Sr", "Senior", kMayEnd},
    {"Inc", "Incorporated", kMayEnd},
    {"Ltd", "Limited", kMayEnd, true},
    {"Co", "Company", kMayEnd},
    {"Corp", "Corporation", kMayEnd},
    {"Ave", "Avenue", kMayEnd},
    {"Blvd", "Boulevard", kMayEnd},
    {"Rd", "Road", kMayEnd},
    {"a.m", "AM", kMayEnd},
    {"p.m", "PM", kMayEnd},
    {"A.M", "AM", kMayEnd},
    {"P.M", "PM", kMayEnd},
    {"Ph.D", "P H D", kMayEnd},
    {"Jan", "January", kMayEnd},
    {"Feb", "February", kMayEnd},
    {"Mar", "March", kMayEnd},
    {"Apr", "April", kMayEnd},
    {"Jun", "June", kMayEnd},
    {"Jul", "July", kMayEnd},
    {"Aug", "August", kMayEnd},
    {"Sep", "September", kMayEnd},
    {"Sept", "September", kMayEnd},
    {"Oct", "October", kMayEnd},
    {"Nov", "November", kMayEnd},
    {"Dec", "December", kMayEnd},
    {"tsp", "teaspoons", kMayEnd},
    {"tbsp", "tablespoons", kMayEnd},
    {"oz", "ounces", kMayEnd},
    {"lbs", "pounds", kMayEnd},
    {"No", "number", kNumbered},
    {"no", "number", kNumbered},
    {"Fig", "figure", kNumbered},
    {"fig", "figure", kNumbered},
    {"Vol", "volume", kNumbered},
    {"vol", "volume", kNumbered},
    {"p", "page", kNumbered},
    {"pp", "pages", kNumbered},
    {"Nr", "number", kNumbered},
    {"ext", "extension", kNumbered},
    {"Ext", "extension", kNumbered},
    {"Rs", "rupees", kNumbered},
    {"Rp", "rupiah", kNumbered},
    {"Tk", "taka", kNumbered},
    {"Bs", "bolivars", kNumbered},
    {"Fr", "francs", kNumbered},
    {"SFr", "francs", kNumbered},
    {"kr", "kroner", kNumbered},
};

constexpr std::string_view kFunctionWords[] = {
    "a",     "am",    "an",   "and",  "are",   "as",     "at",   "be",  "but",  "by",   "can",
    "could", "did",   "do",   "does", "for",   "from",   "had",  "has", "have", "he",   "her",
    "his",   "i",     "i'd",  "i'll", "i'm",   "i've",   "if",   "in",  "is",   "it's", "its",
    "my",    "not",   "of",   "on",   "or",    "our",    "she",  "so",  "than", "that", "that's",
    "the",   "their", "they", "this", "those", "to",     "very", "was", "we",   "were", "which",
    "who",   "will",  "with", "your", "would", "you're",
};

constexpr std::string_view kCountedNouns[] = {
    "people",    "persons",  "users",      "men",        "women",      "kids",     "children",
    "students",  "guests",   "times",      "chars",      "digits",     "letters",  "symbols",
    "words",     "lines",    "bytes",      "bits",       "pages",      "files",    "items",
    "units",     "pieces",   "copies",     "points",     "steps",      "tries",    "attempts",
    "minutes",   "seconds",  "hours",      "days",       "weeks",      "months",   "years",
    "dollars",   "euros",    "pounds",     "cents",      "percent",    "million",  "billion",
    "hundred",   "thousand", "miles",      "meters",     "metres",     "members",  "cars",
    "employees", "votes",    "orders",     "calls",      "customers",  "square",   "cubic",
    "degrees",   "calories", "books",      "friends",    "rooms",      "tickets",  "seats",
    "homes",     "houses",   "soldiers",   "workers",    "tons",       "tonnes",   "liters",
    "litres",    "kilos",    "kilograms",  "grams",      "feet",       "inches",   "yards",
    "residents", "visitors", "characters", "kilometers", "passengers", "patients", "participants",
    "dogs",      "cats",     "apples"};

constexpr Unit kUnits[] = {
    {"%", "percent", "percent"},
    {"°", "degree", "degrees"},
    {"°C", "degree Celsius", "degrees Celsius"},
    {"°F", "degree Fahrenheit", "degrees Fahrenheit"},
    {"℃", "degree Celsius", "degrees Celsius"},
    {"℉", "degree Fahrenheit", "degrees Fahrenheit"},
    {"C", "degree Celsius", "degrees Celsius", true},
    {"F", "degree Fahrenheit", "degrees Fahrenheit", true},
    {"km", "kilometer", "kilometers"},
    {"m", "meter", "meters"},
    {"cm", "centimeter", "centimeters"},
    {"mm", "millimeter", "millimeters"},
    {"nm", "nanometer", "nanometers"},
    {"mi", "mile", "miles"},
    {"ft", "foot", "feet"},
    {"in", "inch", "inches", true},
    {"yd", "yard", "yards"},
    {"km²", "square kilometer", "square kilometers"},
    {"m²", "square meter", "square meters"},
    {"ft²", "square foot", "square feet"},
    {"m³", "cubic meter", "cubic meters"},
    {"cm³", "cubic centimeter", "cubic centimeters"},
    {"kg", "kilogram", "kilograms"},
    {"g", "gram", "grams"},
    {"mg", "milligram", "milligrams"},
    {"µg", "microgram", "micrograms"},
    {"lb", "pound", "pounds"},
    {"lbs", "pound", "pounds"},
    {"oz", "ounce", "ounces"},
    {"l", "liter", "liters"},
    {"L", "liter", "liters"},
    {"ml", "milliliter", "milliliters"},
    {"mL", "milliliter", "milliliters"},
    {"gal", "gallon", "gallons"},
    {"tsp", "teaspoon", "teaspoons"},
    {"tbsp", "tablespoon", "tablespoons"},
    {"mph", "mile per hour", "miles per hour"},
    {"kph", "kilometer per hour", "kilometers per hour"},
    {"kmh", "kilometer per hour", "kilometers per hour"},
    {"Hz", "hertz", "hertz"},
    {"kHz", "kilohertz", "kilohertz"},
    {"MHz", "megahertz", "megahertz"},
    {"GHz", "gigahertz", "gigahertz"},
    {"kB", "kilobyte", "kilobytes"},
    {"KB", "kilobyte", "kilobytes"},
    {"MB", "megabyte", "megabytes"},
    {"GB", "gigabyte", "gigabytes"},
    {"TB", "terabyte", "terabytes"},
    {"kbps", "kilobit per second", "kilobits per second"},
    {"Mbps", "megabit per second", "megabits per second"},
    {"Gbps", "gigabit per second", "gigabits per second"},
    {"W", "watt", "watts"},
    {"kW", "kilowatt", "kilowatts"},
    {"MW", "megawatt", "megawatts"},
    {"kWh", "kilowatt hour", "kilowatt hours"},
    {"V", "volt", "volts"},
    {"mA", "milliamp", "milliamps"},
    {"mAh", "milliamp hour", "milliamp hours"},
    {"dB", "decibel", "decibels"},
    {"px", "pixel", "pixels"},
    {"ms", "millisecond", "milliseconds"},
    {"µs", "microsecond", "microseconds"},
    {"μs", "microsecond", "microseconds"},
    {"ns", "nanosecond", "nanoseconds"},
    {"s", "second", "seconds"},
    {"sec", "second", "seconds"},
    {"secs", "second", "seconds"},
    {"s²", "second squared", "seconds squared"},
    {"min", "minute", "minutes"},
    {"mins", "minute", "minutes"},
    {"h", "hour", "hours"},
    {"hr", "hour", "hours"},
    {"hrs", "hour", "hours"},
    {"wk", "week", "weeks"},
    {"mo", "month", "months"},
    {"yr", "year", "years"},
    {"yrs", "year", "years"},
    {"x", "time", "times", true},
    {"‰", "per mille", "per mille"},
};

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

struct Weekday {
  std::string_view written;
  std::string_view spoken;
};
constexpr Weekday kWeekdays[] = {{"Mon", "Monday"},     {"Tue", "Tuesday"},  {"Tues", "Tuesday"},
                                 {"Wed", "Wednesday"},  {"Thu", "Thursday"}, {"Thur", "Thursday"},
                                 {"Thurs", "Thursday"}, {"Fri", "Friday"},   {"Sat", "Saturday"},
                                 {"Sun", "Sunday"}};

template <typename Table>
auto find_written(const Table& table, std::string_view written) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const auto& row) { return row.written == written; });
  return found == std::end(table) ? nullptr : &*found;
}

}  // namespace

CharKind kind_of(char32_t c) {
  if (c < 0x80) return kind_of_ascii(c);
  const auto* range = std::upper_bound(std::begin(kRanges), std::end(kRanges), c,
                                       [](char32_t at, const Range& r) { return at <= r.last; });
  const bool inside = range != std::end(kRanges) && c >= range->first;
  return inside ? range->kind : CharKind::letter;
}

bool is_word_char(char32_t c) {
  const CharKind kind = kind_of(c);
  return kind == CharKind::letter || kind == CharKind::digit;
}

bool is_closer(char32_t c) {
  return std::u32string_view(U"\"')]}*_`~’”»」』）】").find(c) != std::u32string_view::npos;
}

bool is_foreign_stop(char32_t c) {
  return std::u32string_view(U"。！？।॥؟۔").find(c) != std::u32string_view::npos;
}

bool is_foreign_comma(char32_t c) {
  return std::u32string_view(U"，、；：،؛").find(c) != std::u32string_view::npos;
}

const Abbreviation* find_abbreviation(std::string_view word) {
  return find_written(kAbbreviations, word);
}

bool is_function_word(std::string_view word) {
  constexpr std::size_t kLongest = 8;
  if (word.size() > kLongest) return false;
  const std::string lower = base::to_lower(word);
  return std::find(std::begin(kFunctionWords), std::end(kFunctionWords), lower) !=
         std::end(kFunctionWords);
}

bool is_counted_noun(std::string_view word) {
  return std::find(std::begin(kCountedNouns), std::end(kCountedNouns), word) !=
         std::end(kCountedNouns);
}

const Unit* find_unit(std::string_view written) { return find_written(kUnits, written); }

std::string_view find_month(std::string_view word) {
  if (word == "Sept") return kMonths[8];
  for (const std::string_view month : kMonths) {
    if (word == month || (word.size() == 3 && month.substr(0, 3) == word)) return month;
  }
  return {};
}

std::string_view month_name(unsigned number) { return kMonths[number - 1]; }

std::string_view find_weekday(std::string_view word) {
  const Weekday* found = find_written(kWeekdays, word);
  return found == nullptr ? std::string_view() : found->spoken;
}

}  // namespace hotpin::dialog
