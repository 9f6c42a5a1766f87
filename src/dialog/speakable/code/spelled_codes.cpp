#include "dialog/speakable/code/spelled_codes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "dialog/speakable/code/code_context.hpp"
#include "dialog/speakable/code/digit_groups.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxGroups = 12;
constexpr std::size_t kLongestCode = 64;
constexpr std::size_t kLongestSpelled = 3;    // "KEY4" is a word and a digit, "AB4" is not
constexpr std::size_t kLongestAnnounced = 5;  // where a code was announced: "XKCDQ"
constexpr std::size_t kShortestHash = 7;      // of a commit

bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }
bool is_upper(char c) { return is_ascii_upper(static_cast<unsigned char>(c)); }
bool is_lower(char c) { return is_ascii_lower(static_cast<unsigned char>(c)); }
bool is_letter(char c) { return is_upper(c) || is_lower(c); }

struct Traits {
  std::size_t digits = 0;
  std::size_t uppers = 0;
  std::size_t lowers = 0;
  std::size_t changes = 0;  // from letters to digits and back
  bool is_hex = true;
};

Traits traits_of(std::string_view code) {
  Traits traits;
  char before = '\0';
  for (const char c : code) {
    if (!is_digit(c) && !is_letter(c)) continue;
    if (before != '\0' && is_digit(c) != is_digit(before)) ++traits.changes;
    traits.digits += is_digit(c) ? 1 : 0;
    traits.uppers += is_upper(c) ? 1 : 0;
    traits.lowers += is_lower(c) ? 1 : 0;
    traits.is_hex =
        traits.is_hex && (is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
    before = c;
  }
  return traits;
}

/// Letters and digits with single hyphens between them.
std::string_view take_mixed(TextCursor& cursor) {
  const std::string_view text = cursor.rest();
  std::size_t end = 0;
  while (end < text.size() && end < kLongestCode) {
    const bool joins = text[end] == '-' && end > 0 && end + 1 < text.size() &&
                       text[end - 1] != '-' &&
                       (is_digit(text[end + 1]) || is_letter(text[end + 1]));
    if (!joins && !is_digit(text[end]) && !is_letter(text[end])) break;
    ++end;
  }
  cursor.skip(end);
  return text.substr(0, end);
}

/// Letters as their names, unless there are too many of them to be anything but a word.
void write_letters(std::string_view letters, std::size_t longest, SpeechWriter& out) {
  if (letters.size() > longest) return out.word(letters);
  for (const char c : letters) {
    out.word(std::string(1, is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c));
  }
}

void write_mixed(std::string_view code, std::size_t longest, SpeechWriter& out) {
  for (TextCursor cursor(code); !cursor.at_end();) {
    if (const auto digits = cursor.take_digits(code.size()); !digits.empty()) {
      out.word(spoken_digits(digits));
    } else if (const auto letters = cursor.take_letters(code.size()); !letters.empty()) {
      write_letters(letters, longest, out);
    } else {
      cursor.skip(1);
      out.mark(',');
    }
  }
}

std::string_view name_of_sign(char c) {
  struct Sign {
    char sign;
    std::string_view name;
  };
  constexpr Sign kSigns[] = {{'-', "dash"},    {'_', "underscore"},    {'.', "dot"},
                             {'@', "at"},      {'#', "hash"},          {'$', "dollar"},
                             {'%', "percent"}, {'&', "and"},           {'+', "plus"},
                             {'=', "equals"},  {'/', "slash"},         {'!', "exclamation mark"},
                             {'*', "star"},    {'?', "question mark"}, {':', "colon"},
                             {'^', "caret"},   {'~', "tilde"},         {',', "comma"}};
  for (const Sign& sign : kSigns) {
    if (sign.sign == c) return sign.name;
  }
  return {};
}

/// Sign by sign; capitals are told where there are small letters, too.
void write_password(std::string_view password, bool is_mixed, SpeechWriter& out) {
  for (const char c : password) {
    if (is_digit(c)) {
      out.word(spoken_digits(std::string_view(&c, 1)));
    } else if (is_upper(c)) {
      out.word((is_mixed ? "capital " : "") + std::string(1, c));
    } else if (is_lower(c)) {
      out.word(std::string(1, c));
    } else {
      out.word(name_of_sign(c));
    }
  }
}

bool read_password(TextCursor& cursor, SpeechWriter& out) {
  std::string_view token = cursor.peek_token(kLongestCode);
  while (!token.empty() && std::string_view(".,;:!?'\")").find(token.back()) != token.npos) {
    token.remove_suffix(1);
  }
  const Traits traits = traits_of(token);
  const bool is_ascii = std::all_of(token.begin(), token.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const bool has_letters = traits.uppers + traits.lowers > 0;
  if (!is_ascii || !has_letters || traits.digits == 0 || token.size() < 4) return false;
  write_password(token, traits.lowers > 0, out);
  cursor.skip(token.size());
  return true;
}

/// "100MB", "5pm": no code even where one was announced.
bool is_quantity(std::string_view code) {
  TextCursor cursor(code);
  if (cursor.take_digits(code.size()).empty()) return false;
  const std::string_view unit = cursor.take_letters(code.size());
  const Unit* known = find_unit(unit);
  return cursor.at_end() && ((known != nullptr && !known->only_attached) || unit == "am" ||
                             unit == "pm" || unit == "AM" || unit == "PM");
}

/// "23F": a short one is a number and letters.
void write_short(std::string_view code, SpeechWriter& out) {
  for (TextCursor cursor(code); !cursor.at_end();) {
    if (const auto digits = cursor.take_digits(code.size()); !digits.empty()) {
      out.word(spoken_integer(digits));
    } else {
      write_letters(cursor.take_letters(code.size()), kLongestAnnounced, out);
      cursor.take("-");
    }
  }
}

/// Behind the digits that stand there in groups.
TextCursor behind_digits(TextCursor cursor) {
  for (std::size_t i = 0; i < kMaxGroups && cursor.at_digit(); ++i) {
    cursor.take_digits(kLongestCode);
    const bool is_parted = cursor.peek() == ' ' || cursor.peek() == '-';
    if (is_parted && is_digit(cursor.peek(1))) cursor.skip(1);
  }
  return cursor;
}

bool read_announced_mixed(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const std::string_view code = take_mixed(ahead);
  const Traits traits = traits_of(code);
  if (traits.digits == 0 || traits.uppers + traits.lowers == 0 || !ahead.at_number_end()) {
    return false;
  }
  if (is_quantity(code)) return false;
  constexpr std::size_t kShort = 3;
  code.size() <= kShort ? write_short(code, out) : write_mixed(code, kLongestAnnounced, out);
  cursor = ahead;
  return true;
}

/// "100MB", "10AM-5PM", "2x4": every part begins with digits and ends with at most one name.
bool are_quantities(std::string_view code) {
  for (TextCursor cursor(code); !cursor.at_end();) {
    if (cursor.take_digits(code.size()).empty()) return false;
    const std::string_view unit = cursor.take_letters(code.size());
    if (!cursor.at_end() && unit != "x" && !cursor.take("-")) return false;
  }
  return true;
}

/// "SHA-256", "AVX-512".
bool is_model(std::string_view code) {
  TextCursor cursor(code);
  cursor.take_letters(code.size());
  return cursor.take("-") && cursor.peek() != '0' && cursor.rest().size() <= 3 &&
         cursor.take_digits(3).size() == 3 && cursor.at_end();
}

/// What its own letters and digits show to be a code.
bool is_code(std::string_view code) {
  const Traits traits = traits_of(code);
  if (traits.digits == 0) return false;
  const std::size_t letters = traits.uppers + traits.lowers;
  const bool is_one_case = traits.uppers == 0 || traits.lowers == 0;
  if (traits.is_hex && is_one_case && code.size() >= kShortestHash && traits.changes > 1) {
    return true;
  }
  if (are_quantities(code) || is_model(code)) return false;
  if (traits.lowers == 0) {
    return (letters > 1 && traits.digits > 2) || (traits.changes > 1 && code.size() > 4) ||
           (letters > 1 && traits.changes > 2);
  }
  return traits.uppers > 0 && traits.changes > 2 && traits.digits > 1;
}

/// " 3704 0044 0532 0130 00" behind "DE89".
bool take_iban_groups(TextCursor& cursor, std::vector<std::string_view>& groups) {
  while (groups.size() < kMaxGroups) {
    TextCursor ahead = cursor;
    if (!ahead.take(" ")) break;
    const std::string_view group = take_mixed(ahead);
    if (group.empty() || group.size() > 4 || traits_of(group).lowers != 0) break;
    groups.push_back(group);
    cursor = ahead;
    if (group.size() < 4) break;
  }
  return groups.size() > 3;
}

bool read_iban(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  std::vector<std::string_view> groups = {take_mixed(ahead)};
  const std::string_view front = groups.front();
  const bool is_front = front.size() == 4 && is_upper(front[0]) && is_upper(front[1]) &&
                        is_digit(front[2]) && is_digit(front[3]);
  if (!is_front || !take_iban_groups(ahead, groups) || !ahead.at_word_end()) return false;
  for (const std::string_view group : groups) {
    if (group.data() != front.data()) out.mark(',');
    write_mixed(group, kLongestCode, out);
  }
  cursor = ahead;
  return true;
}

/// "0x1F".
bool read_hexadecimal(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  if (!ahead.take("0x") && !ahead.take("0X")) return false;
  const std::string_view digits = take_mixed(ahead);
  if (digits.empty() || !traits_of(digits).is_hex || !ahead.at_word_end()) return false;
  out.word("zero x");
  write_mixed(digits, kLongestCode, out);
  cursor = ahead;
  return true;
}

/// "00:1A:2B:3C:4D:5E", "2001:db8::1".
bool read_colon_hexadecimal(TextCursor& cursor, SpeechWriter& out) {
  std::string_view token = cursor.peek_token(kLongestCode);
  token = token.substr(0, token.find_first_not_of("0123456789abcdefABCDEF:"));
  while (token.ends_with(':')) token.remove_suffix(1);
  const auto colons = std::count(token.begin(), token.end(), ':');
  TextCursor ahead = cursor;
  ahead.skip(token.size());
  const bool is_long = colons >= 5 || token.find("::") != token.npos;
  if (colons < 2 || !is_long || !ahead.at_word_end()) return false;
  const bool is_pairs = token.size() == static_cast<std::size_t>(colons) * 3 + 2;  // as in a MAC
  for (TextCursor part(token); !part.at_end();) {
    if (!part.take(":")) {
      write_mixed(take_mixed(part), kLongestCode, out);
    } else if (is_pairs) {
      out.mark(',');
    } else {
      out.word("colon");
    }
  }
  cursor = ahead;
  return true;
}

}  // namespace

bool read_announced_code(TextCursor& cursor, SpeechWriter& out) {
  const std::string_view before = cursor.behind(kCodeContextBytes);
  CodeKind kind = announced_code(before);
  if (is_code_announced_behind(before, behind_digits(cursor))) kind = CodeKind::code;
  if (kind == CodeKind::none) return false;
  if (kind == CodeKind::password && read_password(cursor, out)) return true;
  if (cursor.at_digit() && read_announced_digits(cursor, out)) return true;
  return read_iban(cursor, out) || read_announced_mixed(cursor, out);
}

bool read_mixed_code(TextCursor& cursor, SpeechWriter& out) {
  if (read_hexadecimal(cursor, out) || read_colon_hexadecimal(cursor, out) ||
      read_iban(cursor, out)) {
    return true;
  }
  TextCursor ahead = cursor;
  const std::string_view code = take_mixed(ahead);
  if (!is_code(code) || !ahead.at_number_end()) return false;
  const bool is_hex = traits_of(code).is_hex;
  write_mixed(code, is_hex ? kLongestCode : kLongestSpelled, out);
  cursor = ahead;
  return true;
}

}  // namespace hotpin::dialog
