#pragma once

#include <string>
#include <string_view>

/// What the units that turn a reply into speech know of characters and of English words. Tables and
/// pure functions; any thread.
namespace hotpin::dialog {

/// `joiner` is invisible but belongs to its neighbours (zero-width joiner, variation selector);
/// `control` is never shown or spoken; `symbol` is everything else that is no letter: marks, emoji.
enum class CharKind { letter, digit, space, symbol, joiner, control };
CharKind kind_of(char32_t c);

/// A letter of any script, or 0-9.
bool is_word_char(char32_t c);
inline bool is_ascii_digit(char32_t c) { return c >= '0' && c <= '9'; }
inline bool is_ascii_upper(char32_t c) { return c >= 'A' && c <= 'Z'; }
inline bool is_ascii_lower(char32_t c) { return c >= 'a' && c <= 'z'; }
/// Quotes, brackets and markdown's emphasis: they may stand behind the mark that ends a sentence.
bool is_closer(char32_t c);
/// 。！？।؟ and ，、；：،, marks of other scripts, which need no space behind them.
bool is_foreign_stop(char32_t c);
bool is_foreign_comma(char32_t c);

/// What a full stop behind an abbreviation tells about the sentence.
enum class FullStop {
  belongs_to_word,   ///< "Dr.": a name follows
  may_end_sentence,  ///< "etc.": it ends where a capital letter follows
  ends_unless_digit  ///< "No.": an abbreviation only in front of a number
};
struct Abbreviation {
  std::string_view written;  ///< without its last full stop
  std::string_view spoken;
  FullStop full_stop;
  bool needs_no_stop = false;  ///< "Mr Smith"
};
/// Null when `word` (without its last full stop) is none.
const Abbreviation* find_abbreviation(std::string_view word);

/// A word that leans on the next one ("the", "of", "is"): a pause behind it would sound wrong.
bool is_function_word(std::string_view word);

/// "people", "minutes": digits in front of it are a number and no year or code.
bool is_counted_noun(std::string_view word);

struct Unit {
  std::string_view written;
  std::string_view one;
  std::string_view many;
  bool only_attached = false;  ///< "5in", but never "5 in"
};
const Unit* find_unit(std::string_view written);

/// "Jan" and "January" give "January"; empty when it is no month. 1 to 12 by number.
std::string_view find_month(std::string_view word);
std::string_view month_name(unsigned number);
/// "Fri" gives "Friday"; empty when it is no weekday's short form.
std::string_view find_weekday(std::string_view word);

}  // namespace hotpin::dialog
