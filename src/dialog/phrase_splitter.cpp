#include "dialog/phrase_splitter.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "dialog/markup/citations.hpp"
#include "dialog/markup/formula_span.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kFirstWords = 3;     // of the first phrase, without a clause mark
constexpr std::size_t kFirstMaxWords = 5;  // when the third leans on the fourth
constexpr std::size_t kNumberWords = 9;    // when numbers, names or dates would be parted
constexpr std::size_t kClauseWords = 5;    // of later phrases that end at a clause mark
constexpr std::size_t kMarkerDigits = 2;   // "12." at a line's start counts a list

char32_t last_char(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  std::string_view tail = text.substr(at);
  return base::take_code_point(tail);
}

std::string_view without_last(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return text.substr(0, at);
}

std::string_view trim_closers(std::string_view token) {
  while (!token.empty() && is_closer(last_char(token))) token = without_last(token);
  return token;
}

/// Without what stands in front of a word: quotes, brackets, emphasis.
std::string_view trim_openers(std::string_view token) {
  while (!token.empty()) {
    std::string_view rest = token;
    if (is_word_char(base::take_code_point(rest))) break;
    token = rest;
  }
  return token;
}

bool has_digit(std::string_view token) {
  return std::any_of(token.begin(), token.end(), [](char c) { return is_ascii_digit(c); });
}

bool is_number_dot(std::string_view word) {
  return !word.empty() && word.size() <= kMarkerDigits &&
         std::all_of(word.begin(), word.end(), [](char c) { return is_ascii_digit(c); });
}

/// "U.S", "J": the full stop behind belongs to it.
bool is_initials(std::string_view word) {
  if (word == "I" || word.size() % 2 == 0) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool right = i % 2 == 0 ? is_ascii_upper(word[i]) : word[i] == '.';
    if (!right) return false;
  }
  return true;
}

bool is_dash(char32_t c) { return c == '-' || c == U'–' || c == U'—'; }

bool is_clause_mark(char32_t c) {
  return c == ',' || c == ';' || c == ':' || c == U'…' || c == U'—' || is_foreign_comma(c);
}

void trim_space(std::string& text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
}

}  // namespace

std::vector<PhraseSplitter::Piece> PhraseSplitter::push(std::string_view text) {
  std::vector<Piece> out;
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = base::take_code_point(text);
    step(c, before.substr(0, before.size() - text.size()), out);
  }
  return out;
}

std::string PhraseSplitter::take_rest() {
  std::string rest = std::exchange(held_, {});
  trim_space(rest);
  *this = PhraseSplitter();
  return rest;
}

bool PhraseSplitter::ends_sentence(std::string_view text) {
  text = trim_closers(text);
  if (text.empty()) return false;
  const char32_t c = last_char(text);
  return c == '.' || c == '!' || c == '?' || is_foreign_stop(c);
}

void PhraseSplitter::step(char32_t c, std::string_view bytes, std::vector<Piece>& out) {
  if (c == '\n' || c == '\r') return end_line(out);
  if (kind_of(c) == CharKind::space) {
    if (in_token_) end_token(out);
    if (!held_.empty() && held_.back() != ' ') held_ += ' ';
    return;
  }
  const bool parts = is_foreign_stop(c) || is_foreign_comma(c) || c == U'—';
  if (needs_no_space_ && !parts && !is_closer(c)) end_token(out);
  if (!in_token_) {
    in_token_ = true;
    token_start_ = held_.size();
  }
  if (!in_word_ && is_word_char(c)) begin_word(c, out);
  if (held_.size() + bytes.size() > kMaxBytes) {
    cut(token_start_ > 0 ? token_start_ : held_.size(), Mark::none, out);
  }
  needs_no_space_ = parts || (needs_no_space_ && is_closer(c));
  held_ += bytes;
}

void PhraseSplitter::begin_word(char32_t c, std::vector<Piece>& out) {
  in_word_ = true;
  const Mark mark = std::exchange(mark_, Mark::none);
  const bool met = next_ == Next::no_digit ? !is_ascii_digit(c) : is_ascii_upper(c);
  const bool at_mark = counts(mark) && met;
  const bool opens_brackets = held_.size() > token_start_ && held_[token_start_] == '[';
  const bool breaks = at_mark || (may_break_before(c) && !opens_brackets);
  if (breaks && !is_held_together(token_start_)) {
    cut(token_start_, at_mark ? mark : Mark::none, out);
  }
}

void PhraseSplitter::end_token(std::vector<Piece>& out) {
  if (is_citation()) in_word_ = false;
  if (in_word_) ++words_;
  judge(std::string_view(held_).substr(token_start_));
  if (in_word_) line_start_ = false;
  in_token_ = in_word_ = needs_no_space_ = false;
  if (next_ != Next::anything) return;
  const Mark mark = std::exchange(mark_, Mark::none);
  if (counts(mark) && !is_held_together(held_.size())) cut(held_.size(), mark, out);
}

void PhraseSplitter::end_line(std::vector<Piece>& out) {
  if (in_token_) end_token(out);
  if (ends_in_formula(held_, true)) {  // one that stands by itself runs over several lines
    if (held_.back() != ' ') held_ += ' ';
    return;
  }
  trim_space(held_);
  const bool goes_on = !held_.empty() && is_clause_mark(last_char(held_));
  const bool is_fence = held_.starts_with("```") && held_.find('`', 3) == std::string::npos;
  if (is_fence) words_ = 0;
  cut(held_.size(), goes_on ? Mark::clause : Mark::sentence, out);
  line_start_ = true;
}

/// What the token that was just read means for an end behind it.
void PhraseSplitter::judge(std::string_view token) {
  token = trim_closers(without_citations(token));
  if (token.empty()) return;
  const char32_t c = last_char(token);
  const std::string_view before = without_last(token);
  if (is_dash(c) && before.empty()) {  // "5 – 10" is a range
    mark_ = Mark::clause;
    next_ = binds_ ? Next::no_digit : Next::anything;
    return;
  }
  if (in_word_) {
    leans_ = is_function_word(trim_openers(token));
    binds_ = has_digit(token);
    mark_ = Mark::none;
    next_ = Next::anything;
  }
  if (c == '.') {
    judge_full_stop(trim_openers(before));
  } else if (c == '!' || c == '?' || is_foreign_stop(c)) {
    mark_ = Mark::sentence;
  } else if (is_clause_mark(c) && !(c == ':' && token.front() == '(')) {  // "(source: [3])"
    mark_ = Mark::clause;
    const bool in_number = !before.empty() && is_ascii_digit(last_char(before));
    const bool in_date = in_number || !find_weekday(trim_openers(before)).empty();
    next_ = c != ':' && in_date ? Next::no_digit : Next::anything;  // "Fri, 3 May, 2024"
  }
}

void PhraseSplitter::judge_full_stop(std::string_view word) {
  const bool is_ellipsis = !word.empty() && word.back() == '.';
  mark_ = is_ellipsis ? Mark::clause : Mark::sentence;
  if (is_initials(word) || (line_start_ && is_number_dot(word))) {
    mark_ = Mark::none;
    binds_ = true;
  } else if (const Abbreviation* abbreviation = find_abbreviation(word)) {
    if (abbreviation->full_stop == FullStop::belongs_to_word) {
      mark_ = Mark::none;
      binds_ = true;
    } else {
      const bool ends = abbreviation->full_stop == FullStop::may_end_sentence;
      next_ = ends ? Next::capital : Next::no_digit;
    }
  }
}

bool PhraseSplitter::counts(Mark mark) const {
  if (mark == Mark::none) return false;
  return words_ >= (mark == Mark::sentence || may_be_short() ? 1 : kClauseWords);
}

/// Whether the phrase may end in front of a word that begins with `c`, without any mark.
bool PhraseSplitter::may_break_before(char32_t c) const {
  const bool binds = binds_ || is_ascii_digit(c);
  const bool is_long = token_start_ >= kLongBytes;
  const bool is_enough = may_be_short() && words_ >= kFirstWords;
  if (!is_long && !is_enough) return false;
  if (binds) return words_ >= kNumberWords && may_be_short();
  return !leans_ || is_long || words_ >= kFirstMaxWords;
}

/// The token holds nothing but citations and marks: it is no word.
bool PhraseSplitter::is_citation() const {
  const std::size_t size = citation_at(held_, token_start_);
  return size > 0 &&
         held_.find_first_not_of(".,;:!?)*_\"", token_start_ + size) == std::string::npos;
}

bool PhraseSplitter::is_held_together(std::size_t at) const {
  const std::string_view before = std::string_view(held_).substr(0, at);
  return ends_in_formula(before) || ends_in_brackets(before);
}

/// Gives out what stands before `at` and keeps the rest; what has no word is dropped.
void PhraseSplitter::cut(std::size_t at, Mark mark, std::vector<Piece>& out) {
  const bool has_word = words_ > 0 || (in_word_ && at > token_start_);
  if (has_word) {
    std::string text = held_.substr(0, at);
    trim_space(text);
    out.push_back({std::move(text), mark == Mark::sentence});
    first_ = false;
  }
  held_.erase(0, at);
  token_start_ -= std::min(token_start_, at);
  words_ = 0;
  mark_ = Mark::none;
  next_ = Next::anything;
  leans_ = binds_ = false;
}

}  // namespace hotpin::dialog
