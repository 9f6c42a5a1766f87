#include "dialog/speakable/spoken_symbols.hpp"

#include <algorithm>
#include <iterator>

#include "dialog/speakable/amount/spoken_money.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

struct Symbol {
  std::string_view written;
  std::string_view spoken;
};

// The longer ones stand before those they begin with.
constexpr Symbol kSymbols[] = {
    {"&amp;", "and"},
    {"&nbsp;", ""},
    {"&quot;", ""},
    {"&#39;", ""},
    {"&lt;", ""},
    {"&gt;", ""},
    {"&", "and"},
    {"@", "at"},
    {"+/-", "plus or minus"},
    {"+", "plus"},
    {"!=", "is not equal to"},
    {"<=", "less than or equal to"},
    {">=", "greater than or equal to"},
    {"==", "equals"},
    {"=", "equals"},
    {"−", "minus"},
    {"×", "times"},
    {"÷", "divided by"},
    {"±", "plus or minus"},
    {"≠", "is not equal to"},
    {"≈", "approximately"},
    {"≤", "less than or equal to"},
    {"≥", "greater than or equal to"},
    {"√", "the square root of"},
    {"∞", "infinity"},
    {"²", "squared"},
    {"³", "cubed"},
    {"§", "section"},
    {"%", "percent"},
    {"°", "degrees"},
    {"‰", "per mille"},
};

// Said in front of a number only.
constexpr Symbol kNumberSymbols[] = {
    {"#", "number"},    {"№", "number"},       {"~", "about"},           {"∼", "about"},
    {"<", "less than"}, {">", "greater than"}, {"^", "to the power of"},
};

template <typename Table>
bool read_from(const Table& table, TextCursor& cursor, SpeechWriter& out) {
  const auto* found = std::find_if(std::begin(table), std::end(table), [&](const Symbol& symbol) {
    return cursor.rest().starts_with(symbol.written);
  });
  if (found == std::end(table)) return false;
  cursor.skip(found->written.size());
  out.word(found->spoken);
  return true;
}

bool read_before_number(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  ahead.take_character();
  if (ahead.peek() == ' ' && cursor.peek() != '#') ahead.skip(1);
  if (!ahead.take("-")) ahead.take("−");
  const bool is_number =
      ahead.at_digit() || at_money(ahead) || (ahead.take(".") && ahead.at_digit());
  return is_number && read_from(kNumberSymbols, cursor, out);
}

bool read_hash(TextCursor& cursor, SpeechWriter& out) {
  const bool is_attached = is_word_char(cursor.previous_character());
  if (!cursor.take("#")) return false;
  const bool is_key = out.last_word() == "C" || out.last_word() == "F";
  if (is_attached && is_key && cursor.at_word_end()) {
    out.word("sharp");
  } else if (!is_attached && !cursor.at_word_end()) {
    out.word("hashtag");
  }
  return true;
}

/// "...", "?!", "!!" as one mark; an ellipsis is a pause, unless nothing follows.
bool read_stops(TextCursor& cursor, SpeechWriter& out) {
  std::size_t stops = 0;
  char mark = '.';
  for (; !cursor.at_end(); ++stops) {
    const char c = cursor.peek();
    if (c == '?' || (c == '!' && mark == '.')) mark = c;
    if (cursor.take("…")) {
      ++stops;
    } else if (c == '.' || c == '!' || c == '?') {
      cursor.skip(1);
    } else {
      break;
    }
  }
  if (stops == 0) return false;
  if (mark == '.' && stops > 1 && !cursor.at_end()) {
    out.pause();
  } else {
    out.mark(mark);
  }
  return true;
}

/// "file.txt"; but "end.Next" lacks a space.
bool read_dot(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  if (!is_word_char(cursor.previous_character()) || !ahead.take(".") || ahead.at_word_end()) {
    return false;
  }
  const bool ends = is_ascii_upper(static_cast<unsigned char>(ahead.peek())) &&
                    !is_ascii_upper(cursor.previous_character());
  if (ends) return false;
  out.word("dot");
  cursor = ahead;
  return true;
}

/// ":)", ";-)".
bool skip_smiley(TextCursor& cursor) {
  TextCursor ahead = cursor;
  if (!ahead.take(":") && !ahead.take(";")) return false;
  ahead.take("-");
  if (!ahead.take(")") && !ahead.take("(") && !ahead.take("D") && !ahead.take("P")) return false;
  if (!ahead.at_end() && !ahead.at_word_end()) return false;
  cursor = ahead;
  return true;
}

bool read_mark(TextCursor& cursor, SpeechWriter& out) {
  const char c = cursor.peek();
  if (c != ',' && c != ';' && c != ':') return false;
  cursor.skip(1);
  out.mark(c);
  return true;
}

bool is_pause(std::string_view character) {
  constexpr std::string_view kPauses[] = {"(", ")", "[", "]", "{", "}",
                                          "|", "—", "―", "•", "·", "→"};
  return std::find(std::begin(kPauses), std::end(kPauses), character) != std::end(kPauses);
}

}  // namespace

void read_symbol(TextCursor& cursor, SpeechWriter& out) {
  if (cursor.take("=>") || cursor.take("->")) return out.pause();
  if (skip_smiley(cursor) || read_before_number(cursor, out) || read_from(kSymbols, cursor, out) ||
      read_currency_sign(cursor, out) || read_hash(cursor, out) || read_dot(cursor, out) ||
      read_stops(cursor, out) || read_mark(cursor, out)) {
    return;
  }
  const char32_t c = cursor.peek_character();
  const bool is_spaced = cursor.previous() == ' ' || cursor.previous() == '\0';
  const std::string_view character = cursor.take_character();
  if (is_foreign_stop(c) || is_foreign_comma(c)) {
    out.attach(character);
    if (cursor.peek() != ' ') out.glue();
    return;
  }
  const bool is_dash = (c == '-' || c == U'–') && (is_spaced || cursor.peek() == ' ');
  if (is_dash || is_pause(character)) out.pause();
}

}  // namespace hotpin::dialog
