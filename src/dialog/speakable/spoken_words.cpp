#include "dialog/speakable/spoken_words.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kLongestAbbreviation = 7;  // "approx."
constexpr std::size_t kLongestInitials = 16;
constexpr std::size_t kLongestRoman = 7;  // "XXXVIII"

bool is_upper(char c) { return is_ascii_upper(static_cast<unsigned char>(c)); }
bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }

/// A capital letter follows that begins a sentence rather than a name: "The".
bool at_clear_sentence_start(const TextCursor& cursor) {
  if (!cursor.at_sentence_start() || cursor.at_end()) return cursor.at_end();
  TextCursor ahead = cursor;
  ahead.skip(1);
  return is_function_word(ahead.take_letters(kLongestAbbreviation + 1));
}

/// Letters with full stops inside, without the last full stop: "e.g", "Dr".
std::string_view take_dotted(TextCursor& cursor, std::size_t max) {
  const std::string_view text = cursor.rest();
  std::size_t size = 0;
  while (size < max) {
    size += cursor.take_letters(max - size).size();
    if (cursor.peek() != '.' || TextCursor(text.substr(size + 1)).take_letters(1).empty()) break;
    cursor.skip(1);
    ++size;
  }
  return text.substr(0, std::min(size, max));
}

/// "Main St." and "Elm Dr." are streets: no name follows.
std::string_view spoken_form(const Abbreviation& abbreviation, const TextCursor& behind) {
  const bool before_name = behind.peek() == ' ' && is_upper(behind.peek(1));
  if (!before_name && abbreviation.written == "St") return "Street";
  if (!before_name && abbreviation.written == "Dr") return "Drive";
  return abbreviation.spoken;
}

unsigned value_of_roman(std::string_view numeral) {
  const auto value = [](char c) -> unsigned { return c == 'I' ? 1 : c == 'V' ? 5 : 10; };
  unsigned total = 0;
  for (std::size_t i = 0; i < numeral.size(); ++i) {
    const unsigned digit = value(numeral[i]);
    const bool is_less = i + 1 < numeral.size() && digit < value(numeral[i + 1]);
    total = is_less ? total - digit : total + digit;
  }
  return total;
}

constexpr std::array<std::string_view, 14> kRulers = {
    "Henry",   "Louis",   "Elizabeth", "George", "Charles",  "Edward",    "Richard",
    "William", "Francis", "Philip",    "Pius",   "Benedict", "Catherine", "Napoleon"};
constexpr std::array<std::string_view, 9> kNumbered = {"War",  "Chapter", "Part", "Volume", "Act",
                                                       "Book", "Phase",   "Type", "Title"};

template <typename Table>
bool holds(const Table& table, std::string_view word) {
  return std::find(table.begin(), table.end(), word) != table.end();
}

/// A joiner stays where a script needs it: between letters that are not Latin.
bool is_word_part(const TextCursor& cursor, std::string_view taken) {
  if (cursor.at_end()) return false;
  const char32_t c = cursor.peek_character();
  if (kind_of(c) == CharKind::letter) return true;
  return kind_of(c) == CharKind::joiner && !taken.empty() &&
         static_cast<unsigned char>(taken.back()) >= 0x80;
}

}  // namespace

bool read_abbreviation(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const Abbreviation* abbreviation = find_abbreviation(take_dotted(ahead, kLongestAbbreviation));
  if (abbreviation == nullptr) return false;
  const bool has_stop = ahead.take(".");
  if (!ahead.at_word_end() || (!has_stop && !abbreviation->needs_no_stop)) return false;
  const bool before_number = ahead.peek() == ' ' && is_digit(ahead.peek(1));
  if (abbreviation->full_stop == FullStop::ends_unless_digit && !before_number) return false;
  out.word(has_stop ? spoken_form(*abbreviation, ahead) : abbreviation->spoken);
  const bool may_end = abbreviation->full_stop == FullStop::may_end_sentence;
  if (has_stop && (ahead.at_end() || (may_end && ahead.at_sentence_start()))) out.mark('.');
  cursor = ahead;
  return true;
}

bool read_initials(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  std::string spoken;
  while (is_upper(ahead.peek()) && ahead.peek(1) == '.' && spoken.size() < kLongestInitials) {
    if (!spoken.empty()) spoken += ' ';
    spoken += ahead.peek();
    ahead.skip(2);
  }
  const bool is_single = spoken.size() == 1;
  if (spoken.empty() || spoken == "I") return false;
  const bool lacks_stop = is_upper(ahead.peek());  // "U.S.A"
  if (lacks_stop) spoken.append(" ").append(ahead.take_letters(1));
  if (!ahead.at_word_end() || (is_single && !ahead.at_sentence_start())) return false;
  if (is_single && ahead.at_end()) return false;
  out.word(spoken);
  if (!lacks_stop && at_clear_sentence_start(ahead)) out.mark('.');
  cursor = ahead;
  return true;
}

bool read_roman(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view numeral = ahead.take_letters(kLongestRoman + 1);
  if (numeral.empty() || numeral.find_first_not_of("IVX") != std::string_view::npos) return false;
  if (numeral.size() > kLongestRoman || !ahead.at_word_end()) return false;
  const std::string_view before = out.last_word();
  const unsigned value = value_of_roman(numeral);
  if (numeral.size() > 1 && holds(kRulers, before)) {
    out.word("the " + spoken_ordinal(value));
  } else if (before == "War" || (numeral.size() > 1 && holds(kNumbered, before))) {
    out.word(spoken_cardinal(value));
  } else {
    return false;
  }
  cursor = ahead;
  return true;
}

void read_word(TextCursor& cursor, SpeechWriter& out) {
  const std::string_view text = cursor.rest();
  const std::size_t start = cursor.position();
  const auto taken = [&] { return text.substr(0, cursor.position() - start); };
  while (is_word_part(cursor, taken())) {
    cursor.take_character();
    TextCursor ahead = cursor;
    if (!ahead.take("'") && !ahead.take("-")) continue;
    if (!ahead.at_end() && kind_of(ahead.peek_character()) == CharKind::letter) cursor = ahead;
  }
  out.word(taken());
}

}  // namespace hotpin::dialog
