#include "dialog/speakable/amount/spoken_amounts.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "base/ascii.hpp"
#include "dialog/speakable/amount/spoken_money.hpp"
#include "dialog/speakable/amount/written_number.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kLongestUnit = 6;  // in characters: "tbsp", "cm³"

bool is_unit_character(char32_t c) {
  return is_ascii_upper(c) || is_ascii_lower(c) ||
         std::u32string_view(U"µμ°%‰²³℃℉").find(c) != std::u32string_view::npos;
}

/// The unit that stands there whole; a symbol may have anything behind it.
const Unit* take_unit(TextCursor& cursor) {
  TextCursor ahead = cursor;
  const std::string_view text = cursor.rest();
  const std::string_view first = TextCursor(cursor).take_character();
  for (std::size_t i = 0; i < kLongestUnit && is_unit_character(ahead.peek_character()); ++i) {
    ahead.take_character();
  }
  const std::string_view written = text.substr(0, ahead.position() - cursor.position());
  if (const Unit* unit = find_unit(written); unit != nullptr && ahead.at_word_end()) {
    cursor = ahead;
    return unit;
  }
  if (first.empty() || is_word_char(cursor.peek_character())) return nullptr;
  const Unit* symbol = find_unit(first);
  if (symbol != nullptr) cursor.take_character();
  return symbol;
}

/// " km", "°C", "km/h" behind a number.
void read_unit_behind(TextCursor& cursor, const WrittenNumber& number, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const bool is_attached = !ahead.take(" ");
  if (!is_attached && at_money(ahead)) return;  // "5 $10"
  const Unit* unit = take_unit(ahead);
  if (unit == nullptr || (unit->only_attached && !is_attached)) return;
  out.word(number.is_one() ? unit->one : unit->many);
  cursor = ahead;
}

/// "10k" is ten thousand; "4K" and "8K" are screens.
void read_scale_behind(TextCursor& cursor, const WrittenNumber& number, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const bool is_screen = number.digits == "4" || number.digits == "8";
  if (!ahead.take("k") && (is_screen || !ahead.take("K"))) return;
  if (!ahead.at_word_end()) return;
  out.word("thousand");
  cursor = ahead;
}

/// "In 2024 people" is no count of them, and "at 1400 hours" a time of the day.
bool is_in_year(const TextCursor& cursor) {
  constexpr std::string_view kFronts[] = {"in ",    "In ",    "by ", "By ", "since ",
                                          "Since ", "until ", "at ", "At ", "before "};
  const std::string_view before = cursor.behind(7);
  return std::any_of(std::begin(kFronts), std::end(kFronts),
                     [before](std::string_view front) { return before.ends_with(front); });
}

std::string spoken_denominator(std::uint64_t denominator, bool is_one) {
  if (denominator == 2) return is_one ? "half" : "halves";
  if (denominator == 4) return is_one ? "quarter" : "quarters";
  return spoken_ordinal(denominator) + (is_one ? "" : "s");
}

}  // namespace

bool read_fraction(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  std::string_view above = ahead.take_digits(4);
  std::string_view whole;
  if (!above.empty() && ahead.take(" ")) {
    whole = above;
    above = ahead.take_digits(4);
  }
  if (above.empty() || !ahead.take("/")) return false;
  const std::string_view below = ahead.take_digits(4);
  if (below.empty() || !ahead.at_number_end()) return false;
  const std::uint64_t parts = to_number(above);
  const std::uint64_t denominator = to_number(below);
  const bool is_fraction = parts > 0 && parts < denominator && denominator <= 100;
  if (!whole.empty() && !is_fraction) return false;
  const bool is_date = above == "9" && below == "11";
  const bool has_article = !whole.empty() && parts == 1;  // "one and a half"
  if (!whole.empty()) out.word(spoken_integer(whole) + " and");
  out.word(has_article ? "a" : spoken_integer(above));
  if (is_fraction && !is_date) {
    out.word(spoken_denominator(denominator, parts == 1));
  } else {
    const bool is_idiom = is_date || above == below || (above == "24" && below == "7");
    out.word((is_idiom ? "" : "over ") + spoken_integer(below));
  }
  cursor = ahead;
  return true;
}

bool read_season(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view first = ahead.take_digits(4);
  if (first.size() != 4 || !ahead.take("/")) return false;
  const std::string_view second = ahead.take_digits(4);
  const std::uint64_t year = to_number(first);
  const bool is_short = second.size() == 2 && to_number(second) == (year + 1) % 100;
  const bool follows = is_short || (second.size() == 4 && to_number(second) == year + 1);
  if (!is_year(year) || !follows || !ahead.at_number_end()) return false;
  out.word(spoken_year(year) + " to");
  out.word(is_short ? spoken_integer(second) : spoken_year(year + 1));
  cursor = ahead;
  return true;
}

bool read_ordinal(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::optional<WrittenNumber> number = take_number(ahead);
  if (!number || !number->fraction.empty() || number->digits.size() > 15) return false;
  const std::string suffix = base::to_lower(ahead.take_letters(3));
  if (suffix != "st" && suffix != "nd" && suffix != "rd" && suffix != "th") return false;
  if (!ahead.at_word_end()) return false;
  out.word(spoken_ordinal(to_number(number->digits)));
  cursor = ahead;
  return true;
}

bool read_height(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view feet = ahead.take_digits(2);
  if (feet.empty() || !ahead.take("'")) return false;
  const std::string_view inches = ahead.take_digits(2);
  if (inches.empty() || !ahead.take("\"")) return false;
  out.word(spoken_integer(feet) + (feet == "1" ? " foot" : " feet"));
  out.word(spoken_integer(inches));
  cursor = ahead;
  return true;
}

bool read_scientific(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::optional<WrittenNumber> number = take_number(ahead);
  if (!number || (!ahead.take("e") && !ahead.take("E"))) return false;
  const bool is_negative = ahead.take("-") || ahead.take("−");
  if (!is_negative) ahead.take("+");
  const std::string_view power = ahead.take_digits(4);
  if (power.empty() || !ahead.at_number_end()) return false;
  out.word(spoken(*number) + " times ten to the power of");
  out.word((is_negative ? "minus " : "") + spoken_cardinal(to_number(power)));
  read_unit_behind(ahead, WrittenNumber(), out);  // of many
  cursor = ahead;
  return true;
}

bool read_number(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::optional<WrittenNumber> number = take_number(ahead);
  if (!number) return false;
  SpeechWriter behind;
  read_unit_behind(ahead, *number, behind);
  if (behind.speech().empty()) read_scale_behind(ahead, *number, behind);
  const bool may_be_year = number->digits.size() == 4 && number->fraction.empty() &&
                           !number->is_grouped && behind.speech().empty();
  const bool is_count = counts_something(ahead) && !is_in_year(cursor);
  if (may_be_year && is_year(to_number(number->digits)) && !is_count) {
    out.word(spoken_year(to_number(number->digits)));
  } else {
    out.word(spoken(*number));
  }
  out.word(behind.speech());
  cursor = ahead;
  return true;
}

bool read_unit(TextCursor& cursor, SpeechWriter& out) {
  const Unit* unit = take_unit(cursor);
  if (unit == nullptr) return false;
  out.word(unit->one);
  return true;
}

}  // namespace hotpin::dialog
