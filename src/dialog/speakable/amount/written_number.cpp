#include "dialog/speakable/amount/written_number.hpp"

#include <algorithm>
#include <vector>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxGroups = 12;
constexpr std::size_t kMaxGroupDigits = 4;
constexpr std::size_t kLongestNoun = 12;

bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }

using Groups = std::vector<std::string_view>;

/// Digits parted by `separator`, as many as there are; what stands behind one at least.
Groups take_groups(TextCursor& cursor, std::string_view separator) {
  Groups groups = {cursor.take_digits(kMaxGroupDigits + 1)};
  while (groups.size() <= kMaxGroups) {
    TextCursor ahead = cursor;
    if (!ahead.take(separator)) break;
    const std::string_view group = ahead.take_digits(kMaxGroupDigits + 1);
    if (group.empty()) break;
    groups.push_back(group);
    cursor = ahead;
  }
  return groups;
}

bool have_size(Groups::const_iterator begin, Groups::const_iterator end, std::size_t size) {
  return std::all_of(begin, end, [size](std::string_view group) { return group.size() == size; });
}

/// "1 234 567", "12 34 567" (lakhs) or "1 2345 6789" (myriads).
bool are_grouped(const Groups& groups) {
  const std::string_view first = groups.front();
  if (groups.size() < 2 || first.empty() || first.front() == '0') return false;
  const auto rest = groups.begin() + 1;
  if (first.size() <= 3 && have_size(rest, groups.end(), 3)) return true;
  if (groups.size() < 3) return false;
  const bool are_lakhs =
      first.size() <= 2 && groups.back().size() == 3 && have_size(rest, groups.end() - 1, 2);
  return are_lakhs || (first.size() <= 4 && have_size(rest, groups.end(), 4));
}

/// "192.168.100.200", and four groups that would be one but for their values.
bool is_address(const Groups& groups) {
  if (groups.size() != 4) return false;
  return groups.front().size() == 3 ||
         std::all_of(groups.begin(), groups.end(),
                     [](std::string_view group) { return to_number(group) <= 255; });
}

bool are_dotted(const Groups& groups, const TextCursor& behind) {
  if (!are_grouped(groups) || is_address(groups)) return false;
  if (!have_size(groups.begin() + 1, groups.end(), 3)) return false;
  if (groups.size() > 2) return behind.at_word_end();
  return behind.peek() == ',' && is_digit(behind.peek(1));  // "1.234,50"
}

/// "20 300"; but not "p50 300", whose digits belong to a word.
bool is_behind_number(const TextCursor& front) {
  constexpr std::string_view kDigits = "0123456789";
  std::string_view before = front.behind(kMaxGroups);
  if (!before.ends_with(' ')) return false;
  before.remove_suffix(1);
  if (before.empty() || !is_digit(before.back())) return false;
  const std::size_t start = before.find_last_not_of(kDigits);
  return start == before.npos || !is_word_char(static_cast<unsigned char>(before[start]));
}

/// "100 200 300" counts on; "2 500" is one number. Not behind another number: "10 20 300".
bool are_spaced(const Groups& groups, const TextCursor& front) {
  if (!are_grouped(groups) || !have_size(groups.begin() + 1, groups.end(), 3)) return false;
  if (is_behind_number(front)) return false;
  return !std::all_of(groups.begin(), groups.end(), [](std::string_view group) {
    return group.size() == 3 && group.ends_with("00") && group != "000";
  });
}

bool part_number(std::string_view separator, const Groups& groups, const TextCursor& front,
                 const TextCursor& behind) {
  if (separator == ".") return are_dotted(groups, behind);
  if (separator == " ") return are_spaced(groups, front);
  if (separator == "_") return groups.size() > 1;
  return are_grouped(groups);
}

/// The groups that stand there whole; the separator they are parted by, empty if there are none.
std::string_view take_grouped(TextCursor& cursor, std::string& digits) {
  for (const std::string_view separator : {",", ".", " ", "'", "_"}) {
    TextCursor ahead = cursor;
    const Groups groups = take_groups(ahead, separator);
    if (ahead.at_digit() || !part_number(separator, groups, cursor, ahead)) continue;
    for (const std::string_view group : groups) digits += group;
    cursor = ahead;
    return separator;
  }
  return {};
}

/// "1,234" at the front of what is no number as a whole, of any length.
bool take_thousands(TextCursor& cursor, std::string& digits) {
  const std::size_t first = digits.size();
  if (first == 0 || first > 3 || digits.front() == '0') return false;
  while (cursor.peek() == ',') {
    TextCursor ahead = cursor;
    ahead.skip(1);
    const std::string_view group = ahead.take_digits(kMaxGroupDigits);
    if (group.size() != 3) break;
    digits += group;
    cursor = ahead;
  }
  return digits.size() > first;
}

/// "1,2,3" and "1,2 or 3" are lists, and so is "12,34" with nothing beside it.
bool is_list(const TextCursor& front, const TextCursor& behind) {
  if (front.previous() == ',' || front.previous() == ':') return true;
  for (const std::string_view joint : {",", ", ", " or ", " and ", " & "}) {
    TextCursor ahead = behind;
    if (ahead.take(joint) && ahead.at_digit()) return true;
  }
  constexpr std::size_t kPairOfTwoDigits = 5;
  return front.position() == 0 && front.rest().size() == kPairOfTwoDigits && front.peek(2) == ',';
}

/// ".50"; ",50" where the comma parts no list and no groups.
std::string_view take_fraction(TextCursor& cursor, std::string_view separator,
                               const TextCursor& front) {
  TextCursor ahead = cursor;
  const bool may_be_comma = separator != "," && cursor.position() > front.position();
  const bool is_stop = separator != "." && ahead.take(".");
  if (!is_stop && (!may_be_comma || !ahead.take(","))) return {};
  const std::string_view fraction = ahead.take_digits(ahead.rest().size());
  if (!is_stop && separator.empty() && is_list(front, ahead)) return {};
  if (!fraction.empty()) cursor = ahead;
  return fraction;
}

}  // namespace

std::optional<WrittenNumber> take_number(TextCursor& cursor) {
  WrittenNumber number;
  const TextCursor front = cursor;
  std::string_view separator = take_grouped(cursor, number.digits);
  if (separator.empty()) {
    number.digits = cursor.take_digits(cursor.rest().size());
    if (take_thousands(cursor, number.digits)) separator = ",";
  }
  number.is_grouped = !separator.empty();
  number.fraction = take_fraction(cursor, separator, front);
  if (number.digits.empty() && number.fraction.empty()) return std::nullopt;
  return number;
}

bool at_dotted_groups(TextCursor cursor) {
  const Groups groups = take_groups(cursor, ".");
  return groups.size() > 2 && are_dotted(groups, cursor);
}

bool counts_something(TextCursor behind) {
  if (behind.peek() == '%') return true;
  if (!behind.take(" ")) return false;
  if (behind.peek() == '%') return true;
  const std::string_view word = behind.take_letters(kLongestNoun + 1);
  if (word.empty() || !behind.at_word_end()) return false;
  const Unit* unit = find_unit(word);
  return is_counted_noun(word) || (unit != nullptr && !unit->only_attached);
}

std::string spoken(const WrittenNumber& number) {
  std::string words = number.digits.empty() ? "" : spoken_integer(number.digits);
  if (number.fraction.empty()) return words;
  if (!words.empty()) words += ' ';
  return words + "point " + spoken_digits(number.fraction);
}

}  // namespace hotpin::dialog
