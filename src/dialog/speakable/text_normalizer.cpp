#include "dialog/speakable/text_normalizer.hpp"

#include <algorithm>

#include "dialog/speakable/amount/spoken_amounts.hpp"
#include "dialog/speakable/amount/spoken_money.hpp"
#include "dialog/speakable/code/digit_groups.hpp"
#include "dialog/speakable/code/spelled_codes.hpp"
#include "dialog/speakable/code/spoken_codes.hpp"
#include "dialog/speakable/formula/spoken_formula.hpp"
#include "dialog/speakable/plain_signs.hpp"
#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/spoken_addresses.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/spoken_symbols.hpp"
#include "dialog/speakable/spoken_words.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/speakable/time/spoken_clock.hpp"
#include "dialog/speakable/time/spoken_dates.hpp"
#include "dialog/speakable/time/spoken_timestamps.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kNearBytes = 24;  // how far behind "10 -" an "=" is looked for

/// "4 = 6", "4 equals 6", "4 is 6.": what stands in front of it is taken from something. But not
/// "12 is 10 dollars".
bool is_equation(std::string_view near) {
  if (near.find('=') != near.npos) return true;
  near.remove_prefix(std::min(near.find_first_not_of("0123456789.,+-*/ "), near.size()));
  if (near.starts_with("equals ")) return true;
  if (!near.starts_with("is ")) return false;
  near.remove_prefix(3);
  const std::size_t end = std::min(near.find_first_not_of("0123456789.,"), near.size());
  if (end == 0) return false;
  return end == near.size() || near[end - 1] == '.' || near[end - 1] == ',';
}

/// One run over a text: tries at each place what might begin there. Every reader looks ahead a
/// bounded way or takes what it looked at.
class Normalizer {
 public:
  /// Says what stands from `start` on.
  Normalizer(std::string_view text, std::size_t start) : cursor_(text) { cursor_.skip(start); }

  std::string run() {
    while (!cursor_.at_end()) {
      if (!cursor_.take(" ")) step();
    }
    return out_.speech();
  }

 private:
  void step() {
    if (read_formula(cursor_, out_)) return;
    if (read_between_numbers() || read_counted() || read_plural()) return;
    if (kind_of(cursor_.peek_character()) == CharKind::letter) {
      read_letters();
    } else {
      read_symbol(cursor_, out_);
    }
  }

  void read_letters() {
    const bool inside = is_word_char(cursor_.previous_character());
    if (!inside) {
      if (read_url(cursor_, out_) || read_email(cursor_, out_)) return;
      if (read_month_date(cursor_, out_) || read_weekday(cursor_, out_) ||
          read_lettered_timestamp(cursor_, out_) || read_utc_offset(cursor_, out_) ||
          read_announced_code(cursor_, out_) || read_mixed_code(cursor_, out_)) {
        return end_number();
      }
      if (read_version(cursor_, out_) || read_abbreviation(cursor_, out_) ||
          read_initials(cursor_, out_) || read_roman(cursor_, out_)) {
        return;
      }
    }
    read_word(cursor_, out_);
  }

  /// "word(s)".
  bool read_plural() {
    if (!is_word_char(cursor_.previous_character()) || !cursor_.take("(s)")) return false;
    out_.attach("s");
    return true;
  }

  void end_number() { number_end_ = cursor_.position(); }

  /// Numbers, dates and money.
  bool read_counted() {
    const bool was_read = cursor_.at_digit() ? read_digits() : read_before_digits();
    if (was_read) end_number();
    return was_read;
  }

  bool read_digits() {
    const char32_t before = cursor_.previous_character();
    if (kind_of(before) == CharKind::letter || is_foreign_behind_digits()) {
      read_inside_word();
      return true;
    }
    return read_named() || read_moment() || read_decade(cursor_, out_) ||
           read_money_behind(cursor_, out_) || read_season(cursor_, out_) ||
           read_fraction(cursor_, out_) || read_ordinal(cursor_, out_) ||
           read_height(cursor_, out_) || read_scientific(cursor_, out_) ||
           read_number(cursor_, out_);
  }

  /// Digits that count nothing.
  bool read_named() {
    return read_announced_code(cursor_, out_) || read_phone(cursor_, out_) ||
           read_time_span(cursor_, out_) || read_timestamp(cursor_, out_) ||
           read_numeric_date(cursor_, out_) || read_month_year(cursor_, out_) ||
           read_digit_groups(cursor_, out_) || read_mixed_code(cursor_, out_) ||
           read_version(cursor_, out_);
  }

  bool read_moment() {
    return read_time(cursor_, out_) || read_log_date(cursor_, out_) || read_day_date(cursor_, out_);
  }

  bool is_foreign_behind_digits() const {
    TextCursor ahead = cursor_;
    ahead.take_digits(kNearBytes);
    return is_foreign(ahead.peek_character());
  }

  /// "MP3", "B747"; among another script's letters digits stay.
  void read_inside_word() {
    const bool before = is_foreign(cursor_.previous_character());
    const std::string_view digits = cursor_.take_digits(cursor_.rest().size());
    const bool behind = is_foreign(cursor_.peek_character());
    if (before) out_.glue();
    if (!before && !behind) {
      out_.word(digits.size() <= 2 ? spoken_integer(digits) : spoken_digits(digits));
    } else {
      out_.word(digits);
    }
    if (behind) out_.glue();
  }

  /// "(555) …", "+1 …", "-5", ".5", "$5", "USD 5", "-PT5M".
  bool read_before_digits() {
    if (is_word_char(cursor_.previous_character())) return false;
    if (read_phone(cursor_, out_) || read_money(cursor_, out_)) return true;
    if (cursor_.peek() == '.') return read_number(cursor_, out_);
    TextCursor ahead = cursor_;
    const bool is_word_start = cursor_.previous() == ' ' || cursor_.previous() == '\0';
    if (!ahead.take("-") && !ahead.take("−") && (!is_word_start || !ahead.take("–"))) return false;
    TextCursor behind = ahead;
    SpeechWriter unsaid;
    const bool is_duration = read_lettered_timestamp(behind, unsaid);
    if (!ahead.at_digit() && !at_money(ahead) && !is_duration) return false;
    out_.word("minus");
    cursor_.take_character();
    return cursor_.at_digit() ? read_digits()
                              : read_money(cursor_, out_) || read_lettered_timestamp(cursor_, out_);
  }

  /// What stands between a number that was just read and what follows it.
  bool read_between_numbers() {
    const std::size_t gap = cursor_.position() - number_end_;
    if (number_end_ == 0 || gap > 1) return false;
    TextCursor ahead = cursor_;
    if (ahead.take("-") || ahead.take("–")) return read_dash(ahead, gap > 0);
    if (gap == 0 && ahead.take("'s") && ahead.at_word_end()) {
      out_.attach("'s");
    } else if (gap == 0 && ahead.take("/") && !ahead.at_word_end() && !ahead.at_digit()) {
      out_.word("per");
      (void)read_unit(ahead, out_);
    } else if (gap == 0 && ahead.take(":") && ahead.at_digit()) {
      out_.word("to");  // "16:9"
    } else if (ahead.take("/") || ahead.take("x") || ahead.take("*")) {
      return read_operator(ahead, gap > 0);
    } else {
      return false;
    }
    cursor_ = ahead;
    return true;
  }

  /// `ahead` stands behind the dash.
  bool read_dash(TextCursor ahead, bool is_spaced) {
    if (!is_spaced && kind_of(ahead.peek_character()) == CharKind::letter) {
      out_.attach("-");  // "10-year-old"
      out_.glue();
      cursor_ = ahead;
      return true;
    }
    if (is_spaced && !ahead.take(" ")) return false;
    TextCursor number = ahead;
    if (!number.take("-")) number.take("−");  // "-5 – -3"
    if (!number.at_digit() && !at_money(number)) return false;
    out_.word(is_equation(ahead.rest().substr(0, kNearBytes)) ? "minus" : "to");
    cursor_ = ahead;
    return true;
  }

  bool read_operator(TextCursor ahead, bool is_spaced) {
    const char sign = ahead.previous();
    if (is_spaced && !ahead.take(" ")) return false;
    if (!ahead.at_digit()) return false;
    if (sign == '/') out_.word("divided by");
    if (sign == '*') out_.word("times");
    if (sign == 'x') out_.word(is_spaced ? "times" : "by");
    (void)read_number(ahead, out_);
    cursor_ = ahead;
    end_number();
    return true;
  }

  TextCursor cursor_;
  SpeechWriter out_;
  std::size_t number_end_ = 0;  // where the last number ended; 0: there was none
};

}  // namespace

std::string normalize(std::string_view text, std::string_view before) {
  std::string plain = plain_signs(before);
  if (!plain.empty()) plain += ' ';
  const std::size_t start = plain.size();
  plain += plain_signs(text);
  return Normalizer(plain, start).run();
}

}  // namespace hotpin::dialog
