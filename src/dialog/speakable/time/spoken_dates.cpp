#include "dialog/speakable/time/spoken_dates.hpp"

#include <optional>
#include <string>
#include <utility>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/time/spoken_clock.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kLongestMonth = 9;        // "September"
constexpr std::size_t kLongestWeekday = 5;      // "Thurs"
constexpr std::uint64_t kOldestShortYear = 50;  // "5/17/50" is in the last century

struct Date {
  std::uint64_t year;
  std::uint64_t month;
  std::uint64_t day;
  bool year_is_last = true;
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

/// Nothing goes on but a time of the day.
bool at_date_end(const TextCursor& cursor) {
  const char next = cursor.peek();
  const bool is_joint = next == 'T' || next == '_';
  return cursor.at_number_end() ||
         (is_joint && is_ascii_digit(static_cast<unsigned char>(cursor.peek(1))));
}

/// The three numbers as they stand, parted twice by `separator`.
std::optional<Date> take_date(TextCursor& cursor, std::string_view separator) {
  const std::string_view first = cursor.take_digits(4);
  if (first.empty() || !cursor.take(separator)) return std::nullopt;
  const std::string_view second = cursor.take_digits(2);
  if (second.empty() || !cursor.take(separator)) return std::nullopt;
  const std::string_view third = cursor.take_digits(4);
  if (third.empty() || !at_date_end(cursor)) return std::nullopt;
  const bool is_padded = separator != "." || (second.size() == 2 && third.size() == 2);
  if (first.size() == 4 && third.size() <= 2 && is_padded) {
    return Date{to_number(first), to_number(second), to_number(third), false};
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

/// "Apr 2024"; `behind` stands behind the month.
bool read_month_of_year(TextCursor& cursor, const TextCursor& behind, std::string_view month,
                        SpeechWriter& out) {
  TextCursor ahead = behind;
  ahead.take(" ");
  const std::string_view year = ahead.take_digits(4);
  if (year.size() != 4 || !is_year(to_number(year)) || !ahead.at_number_end()) return false;
  out.word(month);
  out.word(spoken_year(to_number(year)));
  cursor = ahead;
  return true;
}

std::uint64_t number_of_month(std::string_view name) {
  unsigned number = 1;
  while (month_name(number) != name) ++number;
  return number;
}

}  // namespace

bool read_numeric_date(TextCursor& cursor, SpeechWriter& out) {
  for (const std::string_view separator : {"-", "/", "."}) {
    TextCursor ahead = cursor;
    std::optional<Date> date = take_date(ahead, separator);
    if (!date) continue;
    const bool is_day_first = separator == "." && date->year_is_last;
    if (is_day_first || date->month > 12) std::swap(date->month, date->day);
    if (!is_valid(*date)) continue;
    write(*date, out);
    read_time_behind(ahead, out);
    cursor = ahead;
    return true;
  }
  return false;
}

bool read_month_year(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view month = ahead.take_digits(2);
  if (month.empty() || to_number(month) < 1 || to_number(month) > 12 || !ahead.take("/")) {
    return false;
  }
  const std::string_view year = ahead.take_digits(4);
  if (year.size() != 4 || !is_year(to_number(year)) || !ahead.at_number_end()) return false;
  out.word(month_name(static_cast<unsigned>(to_number(month))));
  out.word(spoken_year(to_number(year)));
  cursor = ahead;
  return true;
}

bool read_month_date(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view month = take_month(ahead);
  TextCursor year = ahead;
  if (month.empty() || !ahead.take(" ")) return false;
  std::uint64_t day = 0;
  if (!take_day(ahead, day)) return read_month_of_year(cursor, year, month, out);
  TextCursor range = ahead;
  std::uint64_t last = 0;
  const bool is_range = range.take_dash() && take_day(range, last);
  if (is_range) ahead = range;
  if (!ahead.at_number_end()) return false;
  out.word(month);
  out.word(spoken_ordinal(day));
  if (is_range) out.word("to " + spoken_ordinal(last));
  read_year_behind(ahead, out);
  read_time_behind(ahead, out);
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
  read_time_behind(ahead, out);
  cursor = ahead;
  return true;
}

bool read_log_date(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  std::uint64_t day = 0;
  if (!take_day(ahead, day)) return false;
  const char separator = ahead.peek();
  if (separator != '/' && separator != '-' && separator != '.') return false;
  ahead.skip(1);
  const std::string_view month = take_month(ahead);
  if (month.empty() || ahead.peek() != separator) return false;
  ahead.skip(1);
  const std::string_view digits = ahead.take_digits(4);
  if (digits.size() != 4 && digits.size() != 2) return false;
  std::uint64_t year = to_number(digits);
  if (digits.size() == 2) year += year < kOldestShortYear ? 2000 : 1900;
  SpeechWriter date;
  write({year, number_of_month(month), day}, date);
  read_time_behind(ahead, date);
  if (!ahead.at_number_end()) return false;
  out.word(date.speech());
  cursor = ahead;
  return true;
}

bool read_weekday(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view day = find_weekday(ahead.take_letters(kLongestWeekday + 1));
  if (day.empty()) return false;
  ahead.take(".");
  const bool has_comma = ahead.take(",");
  TextCursor date = ahead;
  if (!date.take(" ")) return false;
  SpeechWriter unsaid;
  if (!read_numeric_date(date, unsaid) && !read_month_date(date, unsaid) &&
      !read_day_date(date, unsaid) && !read_log_date(date, unsaid)) {
    return false;
  }
  out.word(day);
  if (has_comma) out.mark(',');
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
