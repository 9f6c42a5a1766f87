#include "dialog/speakable/time/spoken_timestamps.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/time/spoken_clock.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

using Words = std::optional<std::string>;

constexpr std::size_t kMaxPartDigits = 9;  // of "PT36000S"
constexpr std::array<std::string_view, 7> kWeekdays = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/// Years that a machine writes; other numbers of four digits count something.
bool is_recent(std::uint64_t year) { return year >= 1900 && year < 2100; }

Words spoken_date(std::uint64_t year, std::uint64_t month, std::uint64_t day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  std::string words(month_name(static_cast<unsigned>(month)));
  return words + " " + spoken_ordinal(day) + ", " +
         (is_year(year) ? spoken_year(year) : spoken_cardinal(year));
}

Words spoken_day_of_year(std::uint64_t year, std::uint64_t day) {
  if (!is_recent(year) || day > 366) return std::nullopt;
  return "day " + spoken_cardinal(day) + " of " + spoken_year(year);
}

/// "W20-5", "W205", "W20".
Words take_week(TextCursor& cursor, std::uint64_t year) {
  if (!cursor.take("W")) return std::nullopt;
  const std::string_view week = cursor.take_digits(2);
  if (week.size() != 2 || to_number(week) < 1 || to_number(week) > 53) return std::nullopt;
  std::string words = "week " + spoken_cardinal(to_number(week)) + " of " + spoken_year(year);
  TextCursor ahead = cursor;
  ahead.take("-");
  const std::string_view day = ahead.take_digits(2);
  if (day.empty()) return words;
  if (day.size() != 1 || day == "0" || day > "7") return std::nullopt;
  cursor = ahead;
  return std::string(kWeekdays[to_number(day) - 1]) + " of " + words;
}

/// "05-17", "137", "05" behind "2024-". A month alone is one that no range of years could mean.
Words take_rest_of_date(TextCursor& cursor, std::uint64_t year) {
  if (cursor.peek() == 'W') return take_week(cursor, year);
  const std::string_view first = cursor.take_digits(3);
  const bool is_running = first.starts_with("00");  // "2024-001" counts bills rather than days
  if (first.size() == 3 && !is_running) return spoken_day_of_year(year, to_number(first));
  if (first.size() != 2) return std::nullopt;
  const std::uint64_t month = to_number(first);
  if (cursor.take("-")) {
    const std::string_view day = cursor.take_digits(2);
    return day.size() == 2 ? spoken_date(year, month, to_number(day)) : std::nullopt;
  }
  if (!is_recent(year) || month < 1 || month > 12 || month > year % 100) return std::nullopt;
  return std::string(month_name(static_cast<unsigned>(month))) + " " + spoken_year(year);
}

/// "20240517", "2024137" (in front of a time), "20240517143000".
Words take_compact_date(std::string_view digits, const TextCursor& behind, std::string& time) {
  const std::uint64_t year = to_number(digits.substr(0, 4));
  if (!is_recent(year)) return std::nullopt;
  if (digits.size() == 7 && behind.peek() == 'T') {
    return spoken_day_of_year(year, to_number(digits.substr(4)));
  }
  if (digits.size() == 14) {
    TextCursor clock(digits.substr(8));
    const auto words = take_iso_time(clock);
    if (!words) return std::nullopt;
    time = *words;
  } else if (digits.size() != 8) {
    return std::nullopt;
  }
  return spoken_date(year, to_number(digits.substr(4, 2)), to_number(digits.substr(6, 2)));
}

/// A date with or without a time of the day.
Words take_moment(TextCursor& cursor) {
  TextCursor ahead = cursor;
  const std::string_view digits = ahead.take_digits(15);
  if (digits.size() < 4 || digits.size() > 14) return std::nullopt;
  std::string time;
  Words date;
  if (digits.size() > 4) {
    date = take_compact_date(digits, ahead, time);
  } else if (ahead.peek() == 'W' && is_recent(to_number(digits))) {
    date = take_week(ahead, to_number(digits));
  } else if (ahead.take("-")) {
    date = take_rest_of_date(ahead, to_number(digits));
  }
  if (!date) return std::nullopt;
  SpeechWriter out;
  out.word(*date);
  if (time.empty()) {
    read_time_behind(ahead, out);
  } else {
    out.mark(',');
    out.word(time);
  }
  const bool is_interval = ahead.peek() == '/';
  if (!is_interval && !ahead.at_number_end()) return std::nullopt;
  cursor = ahead;
  return out.speech();
}

std::string_view unit_of(char designator, bool is_time) {
  switch (designator) {
    case 'Y':
      return is_time ? "" : "year";
    case 'M':
      return is_time ? "minute" : "month";
    case 'W':
      return is_time ? "" : "week";
    case 'D':
      return is_time ? "" : "day";
    case 'H':
      return is_time ? "hour" : "";
    case 'S':
      return is_time ? "second" : "";
    default:
      return "";
  }
}

/// "30M" of a duration.
Words take_duration_part(TextCursor& cursor, bool is_time) {
  const std::string_view whole = cursor.take_digits(kMaxPartDigits);
  std::string_view fraction;
  if (cursor.take(".") || cursor.take(",")) fraction = cursor.take_digits(kMaxPartDigits);
  const std::string_view unit = unit_of(cursor.peek(), is_time);
  if (whole.empty() || unit.empty()) return std::nullopt;
  cursor.skip(1);
  std::string words = spoken_cardinal(to_number(whole));
  if (!fraction.empty()) words += " point " + spoken_digits(fraction);
  words.append(" ").append(unit);
  return to_number(whole) == 1 && fraction.empty() ? words : words + "s";
}

/// "PT1H30M", "P3D".
Words take_duration(TextCursor& cursor) {
  TextCursor ahead = cursor;
  if (!ahead.take("P")) return std::nullopt;
  SpeechWriter out;
  bool is_time = false;
  while (ahead.at_digit() || (!is_time && ahead.peek() == 'T')) {
    if (!is_time && ahead.take("T")) {
      is_time = true;
      continue;
    }
    const Words part = take_duration_part(ahead, is_time);
    if (!part) return std::nullopt;
    out.word(*part);
  }
  if (out.speech().empty() || !ahead.at_word_end()) return std::nullopt;
  cursor = ahead;
  return out.speech();
}

/// The other end of an interval, behind "/".
Words take_interval_end(TextCursor& cursor) {
  if (const Words duration = take_duration(cursor)) return "for " + *duration;
  if (const Words moment = take_moment(cursor)) return "to " + *moment;
  cursor.take("T");
  TextCursor behind = cursor;
  behind.take_digits(2);
  if (behind.peek() != ':') return std::nullopt;
  const Words time = take_iso_time(cursor);
  return time ? "to " + *time : time;
}

void read_interval_end(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  if (!ahead.take("/") && !ahead.take("--")) return;
  const Words end = take_interval_end(ahead);
  if (!end || !ahead.at_number_end()) return;
  out.word(*end);
  cursor = ahead;
}

struct Span {
  std::string_view written;
  std::string_view spoken;
  int rank;  // the larger, the longer
};
constexpr Span kSpans[] = {{"d", "day", 4},    {"hrs", "hour", 3},    {"hr", "hour", 3},
                           {"h", "hour", 3},   {"mins", "minute", 2}, {"min", "minute", 2},
                           {"m", "minute", 2}, {"secs", "second", 1}, {"sec", "second", 1},
                           {"s", "second", 1}};

const Span* take_span_unit(TextCursor& cursor) {
  const std::string_view written = cursor.take_letters(5);
  for (const Span& span : kSpans) {
    if (span.written == written) return &span;
  }
  return nullptr;
}

}  // namespace

bool read_timestamp(TextCursor& cursor, SpeechWriter& out) {
  if (cursor.previous() == '-') return false;
  TextCursor ahead = cursor;
  const Words moment = take_moment(ahead);
  if (!moment) return false;
  SpeechWriter end;
  read_interval_end(ahead, end);
  if (!ahead.at_number_end()) return false;
  out.word(*moment);
  out.word(end.speech());
  cursor = ahead;
  return true;
}

bool read_lettered_timestamp(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  if (const Words duration = take_duration(ahead)) {
    out.word(*duration);
    read_interval_end(ahead, out);
    cursor = ahead;
    return true;
  }
  if (!ahead.take("T")) return false;
  TextCursor behind = ahead;
  const std::string_view digits = behind.take_digits(6);
  const bool is_time = behind.peek() == ':' || digits.size() == 6 || behind.peek() == 'Z';
  if (digits.size() % 2 != 0 || !is_time) return false;
  const Words time = take_iso_time(ahead);
  if (!time) return false;
  out.word(*time);
  cursor = ahead;
  return true;
}

bool read_time_span(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  SpeechWriter words;
  int rank = 0;
  for (std::size_t parts = 0; parts < std::size(kSpans); ++parts) {
    TextCursor part = ahead;
    if (parts > 0) part.take(" ");
    const std::string_view digits = part.take_digits(4);
    const Span* unit = take_span_unit(part);
    const bool fits = !digits.empty() && unit != nullptr && (parts == 0 || unit->rank < rank);
    if (!fits) {
      if (parts < 2 || !ahead.at_word_end()) return false;
      break;
    }
    words.word(spoken_integer(digits));
    words.word(std::string(unit->spoken) + (digits == "1" ? "" : "s"));
    rank = unit->rank;
    ahead = part;
  }
  out.word(words.speech());
  cursor = ahead;
  return true;
}

}  // namespace hotpin::dialog
