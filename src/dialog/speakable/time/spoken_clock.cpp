#include "dialog/speakable/time/spoken_clock.hpp"

#include <string_view>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::uint64_t kWidestOffset = 14;  // hours from UTC
constexpr std::uint64_t kLeapSecond = 60;
constexpr std::size_t kLongestZoneName = 40;  // "America/Argentina/Buenos_Aires"

struct HalfOfDay {
  std::string_view spoken;
  bool ends_sentence = false;  // its full stop is the sentence's too
};

struct Clock {
  std::uint64_t hour = 0;
  std::uint64_t minute = 0;
  std::uint64_t second = 0;
  std::string_view fraction;  // of the second
  bool has_minute = false;
  bool has_second = false;
  HalfOfDay half;
};

bool is_valid(const Clock& clock) {
  const bool is_last = clock.hour == 24 && clock.minute == 0 && clock.second == 0;
  return (clock.hour < 24 || is_last) && clock.minute <= 59 && clock.second <= kLeapSecond;
}

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

std::optional<std::uint64_t> take_pair(TextCursor& cursor) {
  const std::string_view digits = cursor.take_digits(2);
  if (digits.size() != 2) return std::nullopt;
  return to_number(digits);
}

/// ".123" or ",123" behind seconds, but not "14:30:00,15:00:00".
void take_fraction(TextCursor& cursor, Clock& clock) {
  TextCursor ahead = cursor;
  if (!ahead.take(".") && !ahead.take(",")) return;
  const std::string_view fraction = ahead.take_digits(ahead.rest().size());
  if (fraction.empty() || ahead.peek() == ':') return;
  clock.fraction = fraction;
  cursor = ahead;
}

/// ":02" behind the minutes.
bool take_seconds(TextCursor& cursor, Clock& clock) {
  if (!cursor.take(":")) return true;
  const auto second = take_pair(cursor);
  if (!second) return false;
  clock.second = *second;
  clock.has_second = true;
  take_fraction(cursor, clock);
  return true;
}

/// "14:30", "14:30:00", "14h30", "2.30pm", "9".
std::optional<Clock> take_clock(TextCursor& cursor) {
  Clock clock;
  const std::string_view hour = cursor.take_digits(2);
  if (hour.empty()) return std::nullopt;
  clock.hour = to_number(hour);
  TextCursor ahead = cursor;
  const bool has_stop = ahead.peek() == '.';
  if (ahead.take(":") || ahead.take("h") || ahead.take(".")) {
    const auto minute = take_pair(ahead);
    const bool is_colon = cursor.peek() == ':';
    if (is_colon && !minute) return std::nullopt;
    TextCursor half = ahead;
    const bool is_minute = minute && (!has_stop || !take_half_of_day(half).spoken.empty());
    if (is_minute) {
      clock.minute = *minute;
      clock.has_minute = true;
      if (is_colon && !take_seconds(ahead, clock)) return std::nullopt;
      cursor = ahead;
    }
  }
  clock.half = take_half_of_day(cursor);
  return is_valid(clock) ? std::optional(clock) : std::nullopt;
}

/// "1430", "143000.5", "14".
std::optional<Clock> take_compact(TextCursor& cursor) {
  Clock clock;
  const std::string_view digits = cursor.take_digits(7);
  if (digits.size() != 2 && digits.size() != 4 && digits.size() != 6) return std::nullopt;
  clock.hour = to_number(digits.substr(0, 2));
  clock.has_minute = true;
  if (digits.size() > 2) clock.minute = to_number(digits.substr(2, 2));
  clock.has_second = digits.size() == 6;
  if (clock.has_second) clock.second = to_number(digits.substr(4, 2));
  if (clock.has_second) take_fraction(cursor, clock);
  return is_valid(clock) ? std::optional(clock) : std::nullopt;
}

std::string spoken_hour(std::uint64_t hour, std::uint64_t minute, bool has_half) {
  if (minute == 0 && has_half) return spoken_cardinal(hour);
  if (minute == 0 && hour == 0) return "midnight";
  if (minute == 0 && hour <= 12) return spoken_cardinal(hour) + " o'clock";
  if (minute == 0) return spoken_cardinal(hour) + " hundred";
  return spoken_cardinal(hour) + (minute < 10 ? " oh " : " ") + spoken_cardinal(minute);
}

std::string spoken_clock(const Clock& clock) {
  std::string words = spoken_hour(clock.hour, clock.minute, !clock.half.spoken.empty());
  const bool has_fraction = clock.fraction.find_first_not_of('0') != std::string_view::npos;
  if (clock.second != 0 || has_fraction) {
    words += " and " + spoken_cardinal(clock.second);
    if (has_fraction) words += " point " + spoken_digits(clock.fraction);
    words += clock.second == 1 && !has_fraction ? " second" : " seconds";
  }
  if (!clock.half.spoken.empty()) words.append(" ").append(clock.half.spoken);
  return words;
}

bool take_minus(TextCursor& cursor) { return cursor.take("-") || cursor.take("−"); }

/// "+2", "+02:00", "-0530", with a sign.
std::optional<std::string> take_offset(TextCursor& cursor) {
  TextCursor ahead = cursor;
  const bool is_minus = take_minus(ahead);
  if (!is_minus && !ahead.take("+") && !ahead.take("±")) return std::nullopt;
  const std::string_view hours = ahead.take_digits(2);
  TextCursor behind = ahead;
  behind.take(":");
  const std::string_view minutes = behind.take_digits(2);
  if (minutes.size() == 2) ahead = behind;
  const std::uint64_t hour = to_number(hours);
  const std::uint64_t minute = minutes.size() == 2 ? to_number(minutes) : 0;
  if (hours.empty() || hour > kWidestOffset || minute > 59 || ahead.at_digit()) {
    return std::nullopt;
  }
  cursor = ahead;
  if (hour == 0 && minute == 0) return "UTC";
  const std::string words = std::string("UTC ") + (is_minus ? "minus " : "plus ");
  return words + spoken_cardinal(hour) + (minute == 0 ? "" : " " + spoken_cardinal(minute));
}

/// The name of a zone that stood in brackets behind the offset.
void skip_zone_name(TextCursor& cursor) {
  const std::string_view name = cursor.peek_token(kLongestZoneName);
  const std::size_t end =
      name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/_");
  cursor.skip(std::min(end, name.size()));
}

/// "Z", "+02:00", " +0000". `may_be_minus`: a dash cannot be that of a range.
std::string take_zone(TextCursor& cursor, bool may_be_minus) {
  TextCursor ahead = cursor;
  if ((ahead.take("Z") || ahead.take("z")) && ahead.at_word_end()) {
    cursor = ahead;
    return "UTC";
  }
  ahead = cursor;
  const bool is_apart = ahead.take(" ");
  const std::size_t start = ahead.position();
  TextCursor minus = ahead;
  if (take_minus(minus) && !may_be_minus) return {};
  const auto offset = take_offset(ahead);
  if (!offset || (is_apart && ahead.position() - start < 5)) return {};
  if (!is_apart) skip_zone_name(ahead);
  if (!ahead.at_word_end()) return {};
  cursor = ahead;
  return *offset;
}

/// "h" and "hrs" behind a time that has its minutes.
void skip_hours(TextCursor& cursor, const Clock& clock) {
  if (!clock.has_minute || !clock.half.spoken.empty()) return;
  for (const std::string_view written : {"h", "hrs", "hr"}) {
    TextCursor ahead = cursor;
    if (!ahead.take(written) || !ahead.at_word_end()) continue;
    cursor = ahead;
    return;
  }
}

/// "12:35.36", the time of a race.
std::string take_hundredths(TextCursor& cursor, const Clock& clock) {
  TextCursor ahead = cursor;
  if (!clock.has_minute || clock.has_second || !ahead.take(".")) return {};
  const std::string_view digits = ahead.take_digits(3);
  if (digits.empty() || !ahead.at_number_end()) return {};
  cursor = ahead;
  return " point " + spoken_digits(digits);
}

std::string with_zone(std::string words, const std::string& zone) {
  return zone.empty() ? words : words + " " + zone;
}

}  // namespace

bool read_time(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::optional<Clock> clock = take_clock(ahead);
  if (!clock) return false;
  const bool has_half = !clock->half.spoken.empty();
  if (!clock->has_minute && (!has_half || clock->hour > 12)) return false;
  skip_hours(ahead, *clock);
  const std::string hundredths = has_half ? "" : take_hundredths(ahead, *clock);
  const std::string zone = clock->has_minute ? take_zone(ahead, clock->has_second) : "";
  if (!ahead.at_word_end()) return false;
  out.word(with_zone(spoken_clock(*clock) + hundredths, zone));
  if (clock->half.ends_sentence) out.mark('.');
  cursor = ahead;
  return true;
}

void read_time_behind(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const bool is_joined = ahead.take("T") || ahead.take("t") || ahead.take("_") || ahead.take(":");
  if (is_joined) {
    const auto time = take_iso_time(ahead);
    if (!time) return;
    out.mark(',');
    out.word(*time);
    cursor = ahead;
    return;
  }
  ahead.take(",");
  if (!ahead.take(" ") && cursor.peek() != ' ') return;
  TextCursor behind = ahead;
  if (behind.take_digits(2).empty() || behind.peek() != ':') return;
  SpeechWriter time;
  if (!read_time(ahead, time)) return;
  out.mark(',');
  out.word(time.speech());
  cursor = ahead;
}

bool read_utc_offset(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const bool is_gmt = ahead.take("GMT");
  if (!is_gmt && !ahead.take("UTC")) return false;
  ahead.take(" ");
  const auto offset = take_offset(ahead);
  if (!offset || !ahead.at_word_end()) return false;
  out.word(is_gmt ? "GMT" + offset->substr(3) : *offset);
  cursor = ahead;
  return true;
}

std::optional<std::string> take_iso_time(TextCursor& cursor) {
  TextCursor ahead = cursor;
  TextCursor behind = cursor;
  behind.take_digits(2);
  const auto clock = behind.peek() == ':' ? take_clock(ahead) : take_compact(ahead);
  if (!clock) return std::nullopt;
  const std::string zone = take_zone(ahead, true);
  if (!ahead.at_word_end()) return std::nullopt;
  cursor = ahead;
  return with_zone(spoken_clock(*clock), zone);
}

}  // namespace hotpin::dialog
