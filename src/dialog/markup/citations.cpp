#include "dialog/markup/citations.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxNumberDigits = 3;
constexpr std::size_t kMaxMarkBytes = 80;  // of one pair of brackets
constexpr std::size_t kMaxNameBytes = 24;  // "[citation needed]"
constexpr std::size_t kMaxAddressBytes = 2048;
constexpr std::size_t kMaxWordBytes = 16;   // of the word in front
constexpr std::size_t kMaxCodeBytes = 200;  // of a program's text in a line

bool is_name_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return is_ascii_digit(byte) || is_ascii_lower(byte) || is_ascii_upper(byte) || c == '_';
}

/// "12", not "0" or "007".
bool take_source_number(TextCursor& cursor) {
  TextCursor ahead = cursor;
  const std::string_view digits = ahead.take_digits(kMaxNumberDigits + 1);
  if (digits.empty() || digits.size() > kMaxNumberDigits || digits.front() == '0') return false;
  cursor = ahead;
  return true;
}

/// "1", "1, 2", "1–3", "2, p. 15", "^1^".
bool is_numbers(std::string_view inside, std::size_t& count) {
  TextCursor cursor(inside);
  count = 0;
  while (take_source_number(cursor)) {
    ++count;
    if (cursor.at_end()) return true;
    if (cursor.take(", p")) return true;  // a page
    if (!cursor.take(", ") && !cursor.take(",") && !cursor.take("; ") && !cursor.take_dash()) break;
  }
  return false;
}

/// "source", "doc1", "cite: 3", "web:2", "citation needed", "4:0†source".
bool is_name_of_source(std::string_view inside) {
  const std::string lower = base::to_lower(inside);
  if (lower.find("†") != lower.npos) return true;
  if (lower == "citation needed" || lower == "cite_start" || lower == "cite_end") return true;
  TextCursor cursor(lower);
  const std::string_view name = cursor.take_letters(lower.size());
  constexpr std::array<std::string_view, 11> kNames = {
      "source", "sources",   "doc",      "document", "cite",    "web",
      "ref",    "reference", "citation", "note",     "footnote"};
  if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) return false;
  if (cursor.at_end()) return name == "source" || name == "citation" || name == "ref";
  return cursor.rest().find_first_not_of(" :0123456789,-") == std::string_view::npos;
}

/// The word in front of `at`, in lower case.
std::string word_before(std::string_view text, std::size_t at) {
  std::string_view before = text.substr(0, at);
  while (before.ends_with(' ')) before.remove_suffix(1);
  const std::size_t from = before.find_last_of(" (\"");
  std::string_view word = before.substr(from == before.npos ? 0 : from + 1);
  while (word.size() > 1 && (word.ends_with('*') || word.ends_with('_'))) word.remove_suffix(1);
  return word.size() > kMaxWordBytes ? std::string() : base::to_lower(word);
}

bool begins_sentence(std::string_view text, std::size_t at) {
  const TextCursor behind(text.substr(at));
  return !behind.at_end() && behind.at_sentence_start();
}

/// Behind these words, and behind signs, brackets hold a value: "the interval [1, 2]", "x = [1]".
bool wants_value(std::string_view text, std::size_t at, std::size_t end, std::size_t count) {
  constexpr std::array<std::string_view, 27> kWords = {
      "interval", "intervals", "range",   "list",  "lists",  "array",  "arrays",
      "vector",   "vectors",   "matrix",  "tuple", "index",  "is",     "are",
      "equals",   "returns",   "return",  "gives", "give",   "be",     "output",
      "input",    "outputs",   "becomes", "print", "prints", "between"};
  const std::string word = word_before(text, at);
  if (word.empty()) return count > 1 && !begins_sentence(text, end);
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
  if (word == "in" && count > 1) {  // "x in [1, 2]"
    const std::size_t in = text.substr(0, at).rfind("in");
    return word_before(text, in).size() == 1;
  }
  const char last = word.back();
  const bool is_sign = std::string_view("=+-*/<:([{,").find(last) != std::string_view::npos;
  return is_sign && (count > 1 || last != ':') && last != ',';
}

/// Where brackets that begin at `at` close: the place behind; 0 if they do not.
std::size_t end_of_mark(std::string_view text, std::size_t at, std::string_view close) {
  const std::size_t end = text.substr(at, kMaxMarkBytes).find(close);
  return end == std::string_view::npos ? 0 : at + end + close.size();
}

/// Behind "(http://…)", if that follows.
std::size_t skip_address(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with('(')) return at;
  const std::size_t end = text.substr(at, kMaxAddressBytes).find(')');
  return end == std::string_view::npos ? at : at + end + 1;
}

bool is_in_code(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at).substr(at - std::min(at, kMaxCodeBytes));
  return std::count(before.begin(), before.end(), '`') % 2 != 0;
}

/// "a[1]": an index of a program.
bool is_index(std::string_view text, std::size_t at, std::size_t end) {
  const std::string_view before = text.substr(0, at);
  std::size_t from = before.size();
  while (from > 0 && is_name_character(before[from - 1])) --from;
  const std::string_view name = before.substr(from);
  if (name.empty()) return before.ends_with('(');
  constexpr std::array<std::string_view, 16> kNames = {
      "arr",  "array", "list", "lst",  "row",    "col",  "vec", "str",
      "args", "argv",  "buf",  "nums", "matrix", "grid", "dp",  "self"};
  const bool is_known = std::find(kNames.begin(), kNames.end(), name) != kNames.end();
  const bool is_variable = name.size() == 1 || name.find('_') != name.npos;
  TextCursor behind(text.substr(end));
  behind.take(" ");
  const bool is_used =
      std::string_view("=+*/").find(behind.peek()) != std::string_view::npos && !behind.at_end();
  return is_known || is_variable || is_used;
}

/// "【4:0†source】", "【1】"; others are headings.
std::size_t wide_mark(std::string_view text) {
  constexpr std::string_view kOpen = "【";
  constexpr std::string_view kClose = "】";
  const std::size_t end = end_of_mark(text, 0, kClose);
  if (end == 0) return 0;
  const std::string_view inside = text.substr(kOpen.size(), end - kOpen.size() - kClose.size());
  const bool is_number = inside.find_first_not_of("0123456789:, ") == inside.npos;
  return is_number || is_name_of_source(inside) ? end : 0;
}

/// One pair of brackets; 0 if it is no citation. `is_more`: it follows another one.
std::size_t one_mark(std::string_view text, std::size_t at, bool is_more) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("【")) return wide_mark(rest);
  const bool is_escaped = rest.starts_with("\\[");
  const bool is_double = rest.starts_with("[[");
  if (!rest.starts_with('[') && !is_escaped) return 0;
  const std::string_view close = is_escaped ? "\\]" : is_double ? "]]" : "]";
  const std::size_t end = end_of_mark(text, at, close);
  if (end == 0 || is_in_code(text, at)) return 0;
  const std::size_t from = at + (is_escaped || is_double ? 2 : 1);
  std::string_view inside = text.substr(from, end - close.size() - from);
  const bool is_note = inside.starts_with('^');
  std::size_t count = 0;
  if (is_note && inside.size() > 1 && inside.find(' ') == inside.npos) {
    return skip_address(text, end) - at;  // "[^1]", "[^note]"
  }
  const bool is_named = is_name_of_source(inside);
  if (!is_named && !is_numbers(inside, count)) return 0;
  const bool is_value = wants_value(text, at, end, count) || is_index(text, at, end);
  if (!is_named && !is_more && is_value) return 0;
  return skip_address(text, end) - at;
}

/// Digits that stand small behind a word or a sentence's mark; "m²", "sin²" and "x²" are powers.
std::size_t small_digits(std::string_view text, std::size_t at) {
  constexpr std::u32string_view kDigits = U"⁰¹²³⁴⁵⁶⁷⁸⁹";
  TextCursor cursor(text.substr(at));
  const char32_t first = cursor.peek_character();
  if (kDigits.find(first) == kDigits.npos) return 0;
  std::size_t letters = 0;
  while (letters < at && is_ascii_lower(static_cast<unsigned char>(text[at - 1 - letters]))) {
    ++letters;
  }
  TextCursor before(text);
  before.skip(at);
  const char32_t mark = before.previous_character();
  const bool is_behind_mark =
      (mark == ')' && text.substr(0, at).ends_with(".)")) ||
      (mark != 0 && std::u32string_view(U".,;:!?\"”’").find(mark) != std::u32string_view::npos);
  const std::size_t fewest = first == U'¹' ? 3 : 4;
  if (letters < fewest && !is_behind_mark) return 0;
  const std::string_view word = text.substr(at - letters, letters);
  if (word == "sinh" || word == "cosh" || word == "tanh") return 0;
  while (!cursor.at_end()) {
    const char32_t c = cursor.peek_character();
    TextCursor ahead = cursor;
    ahead.take_character();
    const bool joins = c == ',' && kDigits.find(ahead.peek_character()) != kDigits.npos;
    if (kDigits.find(c) == kDigits.npos && c != U'⁻' && c != U'˒' && !joins) break;
    cursor = ahead;
  }
  return cursor.position();
}

/// "(source: [3])", "([1], [2])": parentheses with nothing but citations in them.
std::size_t in_parentheses(std::string_view text, std::size_t at) {
  TextCursor cursor(text.substr(at));
  if (!cursor.take("(") || (at > 0 && text[at - 1] != ' ')) return 0;
  for (const std::string_view word : {"see ", "See ", "source: ", "Source: ", "sources: ",
                                      "Sources: ", "cf. ", "ref. ", "via "}) {
    if (cursor.take(word)) break;
  }
  std::size_t marks = 0;
  while (const std::size_t size = one_mark(cursor.rest(), 0, true)) {
    cursor.skip(size);
    ++marks;
    if (!cursor.take(", ") && !cursor.take(" and ") && !cursor.take("; ")) cursor.take(" ");
  }
  return marks > 0 && cursor.take(")") ? cursor.position() : 0;
}

}  // namespace

std::size_t citation_at(std::string_view text, std::size_t at) {
  if (const std::size_t size = small_digits(text, at); size > 0) return size;
  if (const std::size_t size = in_parentheses(text, at); size > 0) return size;
  const std::size_t size = one_mark(text, at, false);
  if (size == 0) return 0;
  std::size_t end = at + size;
  // "[2][3]", "[2], [3]", "[2]–[4]"
  for (std::size_t marks = 1; marks < kMaxMarkBytes; ++marks) {
    TextCursor cursor(text.substr(end));
    if (!cursor.take(", ") && !cursor.take(",") && !cursor.take_dash() && !cursor.take("–")) {
      cursor.take(" ");
    }
    const std::size_t more = one_mark(cursor.rest(), 0, true);
    if (more == 0) break;
    end += cursor.position() + more;
  }
  return end - at;
}

std::size_t source_mark_of(std::string_view line) {
  if (!line.starts_with('[')) return 0;
  const std::size_t close = line.substr(0, kMaxMarkBytes).find(']');
  if (close == line.npos || close < 2) return 0;
  std::size_t end = close + 1;
  const bool is_definition = line.substr(end).starts_with(':');
  const bool is_note = line[1] == '^' && is_definition;
  if (is_definition) ++end;
  while (line.substr(end).starts_with(' ')) ++end;
  std::string_view address = line.substr(end);
  if (address.starts_with('<')) address.remove_prefix(1);
  const bool is_address = address.starts_with("http") || address.starts_with("www.");
  std::size_t count = 0;
  const bool is_numbered = is_numbers(line.substr(1, close - 1), count);
  if (!is_note && !(is_address && (is_definition || is_numbered))) return 0;
  const std::size_t behind = address.find(' ');
  const bool is_titled = behind != address.npos && address.substr(behind + 1).starts_with('"');
  const bool is_all = is_address && (behind == address.npos || is_titled);
  return is_all ? line.size() : is_note ? end : 0;
}

std::string_view without_citations(std::string_view token) {
  while (token.ends_with(']') || token.ends_with("】")) {
    const bool is_wide = token.ends_with("】");
    const std::size_t open = token.rfind(is_wide ? "【" : "[");
    if (open == token.npos || open == 0 || citation_at(token, open) != token.size() - open) break;
    token = token.substr(0, open);
  }
  return token;
}

bool ends_in_brackets(std::string_view text) {
  const std::string_view near = text.substr(text.size() - std::min(text.size(), kMaxNameBytes));
  const std::size_t open = near.rfind('[');
  return open != near.npos && near.find(']', open) == near.npos;
}

}  // namespace hotpin::dialog
