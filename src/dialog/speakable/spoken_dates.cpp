#include "dialog/speakable/spoken_dates.hpp"

#include <optional>
#include <string>
#include <utility>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kLongestMonth = 9;        // "September"
constexpr std::uint64_t kOldestShortYear = 50;  // "5/17/50" is in the last century

struct Date {
  std::uint64_t year;
  std::uint64_t month;
  std::uint64_t day;
};

bool is_valid(const Date& date) {
  return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
}

void write_year(std::uint64_t year, SpeechWriter& out) {
  out.word(is_year(year) ? spoken_year(year) : spoken_cardinal(year));
}

void write(const Date& date, SpeechWriter& out) {
  out.word(month_name(static_cast<unsigned>(date.month)));
  out.word(spoken_ordinal(date.day));
  out.mark(',');
  write_year(date.year, out);
}

/// The three numbers as they stand, parted twice by `separator`.
std::optional<Date> take_date(TextCursor& cursor, std::string_view separator) {
  const std::string_view first = cursor.take_digits(4);
  if (first.empty() || !cursor.take(separator)) return std::nullopt;
  const std::string_view second = cursor.take_digits(2);
  if (second.empty() || !cursor.take(separator)) return std::nullopt;
  const std::string_view third = cursor.take_digits(4);
  if (third.empty() || !cursor.at_number_end()) return std::nullopt;
  if (first.size() == 4 && third.size() <= 2 && separator != ".") {
    return Date{to_number(first), to_number(second), to_number(third)};
  }
  std::uint64_t year = to_number(third);
  const bool is_short = third.size() == 2 && separator == "/";
  if (first.size() > 2 || (third.size() != 4 && !is_short)) return std::nullopt;
  if (is_short) year += year < kOldestShortYear ? 2000 : 1900;
  return Date{year, to_number(first), to_number(second)};
}

bool take_day(TextCursor& cursor, std::uint64_t& day) {
  const std::string_view digits = cursor.take_digits(2);
  day = to_number(digits);
  if (digits.empty() || day < 1 || day > 31) return false;
  const TextCursor before = cursor;
  const std::string_view suffix = cursor.take_letters(3);
  if (suffix != "st" && suffix != "nd" && suffix != "rd" && suffix != "th") cursor = before;
  return cursor.at_word_end();
}

/// ", 2024" or " 2024" behind a day.
void read_year_behind(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  ahead.take(",");
  if (!ahead.take(" ")) return;
  const std::string_view digits = ahead.take_digits(4);
  if (digits.size() != 4 || !is_year(to_number(digits)) || !ahead.at_number_end()) return;
  out.mark(',');
  write_year(to_number(digits), out);
  cursor = ahead;
}

std::string_view take_month(TextCursor& cursor) {
  const std::string_view written = cursor.take_letters(kLongestMonth + 1);
  const std::string_view month = find_month(written);
  if (written != month && !month.empty()) cursor.take(".");
  return month;
}

struct HalfOfDay {
  std::string_view spoken;
  bool ends_sentence = false;  // its full stop is the sentence's too
};

HalfOfDay take_half_of_day(TextCursor& cursor) {
  TextCursor ahead = cursor;
  ahead.take(" ");
  const char first = ahead.peek();
  if (first != 'a' && first != 'p' && first != 'A' && first != 'P') return {};
  ahead.skip(1);
  const bool has_stops = ahead.take(".");
  if (!ahead.take("m") && !ahead.take("M")) return {};
  const bool ends_sentence = has_stops && ahead.take(".") && ahead.at_sentence_start();
  if (!ahead.at_word_end()) return {};
  cursor = ahead;
  return {first == 'a' || first == 'A' ? "AM" : "PM", ends_sentence};
}

/// ":02" behind the minutes.
bool take_seconds(TextCursor& cursor, std::uint64_t& seconds) {
  if (!cursor.take(":")) return true;
  const std::string_view digits = cursor.take_digits(2);
  seconds = to_number(digits);
  return digits.size() == 2;
}

std::string spoken_clock(std::uint64_t hour, std::uint64_t minute, bool has_half) {
  if (minute == 0 && has_half) return spoken_cardinal(hour);
  if (minute == 0 && hour == 0) return "midnight";
  if (minute == 0 && hour <= 12) return spoken_cardinal(hour) + " o'clock";
  if (minute == 0) return spoken_cardinal(hour) + " hundred";
  return spoken_cardinal(hour) + (minute < 10 ? " oh " : " ") + spoken_cardinal(minute);
}

}  // namespace

bool read_numeric_date(TextCursor& cursor, SpeechWriter& out) {
  for (const std::string_view separator : {"-", "/", "."}) {
    TextCursor ahead = cursor;
    std::optional<Date> date = take_date(ahead, separator);
    if (!date) continue;
    if (separator == "." || date->month > 12) std::swap(date->month, date->day);
    if (!is_valid(*date)) continue;
    write(*date, out);
    cursor = ahead;
    return true;
  }
  return false;
}

bool read_month_date(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view month = take_month(ahead);
  if (month.empty() || !ahead.take(" ")) return false;
  std::uint64_t day = 0;
  if (!take_day(ahead, day)) return false;
  TextCursor range = ahead;
  std::uint64_t last = 0;
  const bool is_range = range.take_dash() && take_day(range, last);
  if (is_range) ahead = range;
  if (!ahead.at_number_end()) return false;
  out.word(month);
  out.word(spoken_ordinal(day));
  if (is_range) out.word("to " + spoken_ordinal(last));
  read_year_behind(ahead, out);
  cursor = ahead;
  return true;
}

bool read_day_date(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  std::uint64_t day = 0;
  if (!take_day(ahead, day) || !ahead.take(" ")) return false;
  const std::string_view month = take_month(ahead);
  if (month.empty() || !ahead.at_word_end()) return false;
  if (out.last_word() != "the" && out.last_word() != "The") out.word("the");
  out.word(spoken_ordinal(day) + " of");
  out.word(month);
  read_year_behind(ahead, out);
  cursor = ahead;
  return true;
}

bool read_time(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view hour = ahead.take_digits(2);
  if (hour.empty() || to_number(hour) > 24) return false;
  std::string_view minute = "0";
  std::uint64_t seconds = 0;
  const bool has_minute = ahead.take(":");
  if (has_minute) {
    minute = ahead.take_digits(2);
    if (minute.size() != 2 || to_number(minute) > 59 || !take_seconds(ahead, seconds)) return false;
  }
  const HalfOfDay half = take_half_of_day(ahead);
  const bool has_half = !half.spoken.empty();
  if (!ahead.at_word_end()) return false;
  if (!has_minute && (!has_half || to_number(hour) > 12)) return false;
  out.word(spoken_clock(to_number(hour), to_number(minute), has_half));
  if (seconds != 0) out.word("and " + spoken_cardinal(seconds) + " seconds");
  out.word(half.spoken);
  if (half.ends_sentence) out.mark('.');
  cursor = ahead;
  return true;
}

bool read_decade(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view digits = ahead.take_digits(4);
  const std::uint64_t year = to_number(digits);
  if (digits.size() % 2 != 0 || digits.empty() || year % 10 != 0 || year < 20) return false;
  if (digits.size() == 4 && !is_year(year)) return false;
  ahead.take("'");
  if (!ahead.take("s") || !ahead.at_word_end()) return false;
  out.word(spoken_decade(year));
  cursor = ahead;
  return true;
}

}  // namespace hotpin::dialog
