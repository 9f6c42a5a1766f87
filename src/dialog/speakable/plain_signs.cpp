#include "dialog/speakable/plain_signs.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/utf8.hpp"
#include "dialog/plain_text.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr char32_t kLastLatin = 0x24F;

struct PlainForm {
  char32_t sign;
  std::string_view written;
};
constexpr PlainForm kPlainForms[] = {
    {U'‘', "'"},     {U'’', "'"},    {U'ʼ', "'"},    {U'′', "'"},    {U'“', "\""},   {U'”', "\""},
    {U'„', "\""},    {U'″', "\""},   {U'‐', "-"},    {U'‑', "-"},    {U'‒', "–"},    {U'⁄', "/"},
    {U'º', "°"},     {U'½', " 1/2"}, {U'¼', " 1/4"}, {U'¾', " 3/4"}, {U'⅓', " 1/3"}, {U'⅔', " 2/3"},
    {U'⅕', " 1/5"},  {U'⅖', " 2/5"}, {U'⅗', " 3/5"}, {U'⅘', " 4/5"}, {U'⅙', " 1/6"}, {U'⅚', " 5/6"},
    {U'⅛', " 1/8"},  {U'⅜', " 3/8"}, {U'⅝', " 5/8"}, {U'⅞', " 7/8"}, {U'⅐', " 1/7"}, {U'⅑', " 1/9"},
    {U'⅒', " 1/10"}, {U'￥', "¥"},   {U'￡', "£"},   {U'￠', "¢"},   {U'￦', "₩"},   {U'＄', "$"},
    {U'﹩', "$"},    {U'％', "%"},   {U'﹪', "%"},   {U'٪', "%"},    {U'＋', "+"},   {U'－', "-"},
    {U'﹣', "-"},    {U'＃', "#"}};

/// What one character is written as before anything is read; empty: as it is.
std::string_view plain_form(char32_t c) {
  const auto* found = std::find_if(std::begin(kPlainForms), std::end(kPlainForms),
                                   [c](const PlainForm& form) { return form.sign == c; });
  return found == std::end(kPlainForms) ? std::string_view() : found->written;
}

/// The first digits of the scripts that have their own.
constexpr char32_t kZeros[] = {U'٠', U'۰', U'०', U'০', U'੦', U'૦', U'୦',
                               U'௦', U'౦', U'೦', U'൦', U'๐', U'໐', U'０'};

/// The value of a digit of another script; nothing for other characters.
std::optional<char32_t> foreign_digit(char32_t c) {
  for (const char32_t zero : kZeros) {
    if (c >= zero && c < zero + 10) return c - zero;
  }
  return std::nullopt;
}

/// Digits of other scripts in a text that is none of theirs, and what parts them.
class ForeignDigits {
 public:
  /// The sign that `c` stands for, 0 if it is none of them. `next` follows it.
  char read(char32_t c, char32_t next) {
    const auto digit = foreign_digit(c);
    const bool is_wide = c >= U'０' && c <= U'９';
    if (digit && (is_wide || is_latin_)) return in_number(static_cast<char>('0' + *digit));
    if (in_number_ && foreign_digit(next)) {
      if (c == U'٫' || c == U'．') return '.';
      if (c == U'٬' || c == U'，') return ',';
      if (c == U'：') return ':';
    }
    in_number_ = false;
    if (c < 0x80 || is_foreign(c)) is_latin_ = c < 0x80 && (is_latin_ || c != ' ');
    return 0;
  }

 private:
  char in_number(char digit) {
    in_number_ = true;
    return digit;
  }

  bool is_latin_ = false;  // what stands before is no foreign letter
  bool in_number_ = false;
};

bool is_subscript(char32_t c) { return c >= U'₀' && c <= U'₉'; }

/// The digit that is written small and high; nothing for other characters.
std::optional<char32_t> exponent(char32_t c) {
  if (c == U'¹') return 1;
  if (c == U'²' || c == U'³') return c - U'²' + 2;
  if (c == U'⁰' || (c >= U'⁴' && c <= U'⁹')) return c - U'⁰';
  return std::nullopt;
}

/// "10⁸" and "10⁻¹²" as "10^8" and "10^-12"; what stands alone in ¹, ² and ³ has a reading of its
/// own. False when `c` is none of these.
bool write_exponent(char32_t c, char32_t previous, char32_t next, std::string& out) {
  if (c == U'⁻' && exponent(next)) {
    out += "^-";
    return true;
  }
  const auto digit = exponent(c);
  const bool goes_on = exponent(previous) || previous == U'⁻';
  const bool is_single = !goes_on && !exponent(next) && c < U'⁰';
  if (!digit || is_single) return false;
  if (!goes_on) out += '^';
  out += static_cast<char>('0' + *digit);
  return true;
}

}  // namespace

bool is_foreign(char32_t c) {
  return c > kLastLatin && kind_of(c) == CharKind::letter && c != U'μ';
}

std::string plain_signs(std::string_view text) {
  const std::string plain = plain_text(base::to_valid_utf8(text));
  std::string out;
  char32_t previous = 0;
  ForeignDigits foreign_digits;
  for (TextCursor cursor(plain); !cursor.at_end();) {
    const char32_t c = cursor.peek_character();
    const std::string_view written = cursor.take_character();
    const char32_t before = std::exchange(previous, kind_of(c) == CharKind::joiner ? previous : c);
    if (const char sign = foreign_digits.read(c, cursor.peek_character()); sign != 0) {
      out += sign;
      continue;
    }
    if (is_subscript(c)) {
      out += static_cast<char>('0' + (c - U'₀'));
      continue;
    }
    if (write_exponent(c, before, cursor.peek_character(), out)) continue;
    std::string_view form = plain_form(c);
    if (form.starts_with(' ') && (out.empty() || out.back() == ' ')) form.remove_prefix(1);
    const bool is_joiner = kind_of(c) == CharKind::joiner;
    if (!is_joiner || is_foreign(before)) out += form.empty() ? written : form;
  }
  return out;
}

}  // namespace hotpin::dialog
