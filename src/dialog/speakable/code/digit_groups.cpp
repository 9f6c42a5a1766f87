#include "dialog/speakable/code/digit_groups.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "dialog/speakable/amount/written_number.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxGroups = 12;
constexpr std::size_t kMaxGroupDigits = 24;

bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }
bool is_upper(char c) { return is_ascii_upper(static_cast<unsigned char>(c)); }

struct DigitGroups {
  std::vector<std::string_view> groups;
  std::string separators;

  std::size_t digits() const {
    std::size_t count = 0;
    for (const std::string_view group : groups) count += group.size();
    return count;
  }
  /// "34": groups of three and four.
  std::string sizes() const {
    std::string sizes;
    for (const std::string_view group : groups) {
      sizes += static_cast<char>('0' + std::min<std::size_t>(group.size(), 9));
    }
    return sizes;
  }
  bool are_parted_by(char separator) const {
    return separators.find_first_not_of(separator) == std::string::npos;
  }
};

/// As many groups as stand there; a group of its own behind a space only.
DigitGroups take_digit_groups(TextCursor& cursor, std::string_view separators) {
  DigitGroups taken;
  while (taken.groups.size() < kMaxGroups) {
    TextCursor ahead = cursor;
    if (!taken.groups.empty()) {
      if (ahead.at_end() || separators.find(ahead.peek()) == std::string_view::npos) break;
      ahead.skip(1);
    }
    const std::string_view group = ahead.take_digits(kMaxGroupDigits);
    if (group.empty() || !ahead.at_word_end()) break;
    if (!taken.groups.empty() && ahead.previous() == ' ') break;
    const bool goes_on = !ahead.at_number_end() && separators.find(ahead.peek()) == separators.npos;
    if (cursor.peek() == ' ' && (goes_on || counts_something(ahead))) break;
    if (!taken.groups.empty()) taken.separators += cursor.peek();
    taken.groups.push_back(group);
    cursor = ahead;
  }
  return taken;
}

bool at_code_end(const TextCursor& cursor) {
  const bool goes_on = cursor.peek() == ',' && is_digit(cursor.peek(1));
  return cursor.at_number_end() && !goes_on && !counts_something(cursor);
}

void write_groups(const DigitGroups& taken, SpeechWriter& out) {
  std::size_t before = 0;
  for (const std::string_view group : taken.groups) {
    if (before > 1 || (before == 1 && group.size() > 1)) out.mark(',');
    out.word(spoken_digits(group));
    before = group.size();
  }
}

bool are_years(const DigitGroups& taken) {
  return std::all_of(taken.groups.begin(), taken.groups.end(), [](std::string_view group) {
    return group.size() == 4 && is_year(to_number(group));
  });
}

/// "4111 1111 1111 1111", "3782 822463 10005".
bool is_card(const DigitGroups& taken) {
  const std::string sizes = taken.sizes();
  if (sizes == "465") return true;
  const bool are_fours = sizes.size() >= 3 && sizes.find_first_not_of('4') >= sizes.size() - 1;
  return are_fours && !are_years(taken);
}

bool names_something(const DigitGroups& taken) {
  const std::string sizes = taken.sizes();
  if (taken.groups.size() < 2) return false;
  const bool is_telephone = taken.groups.front().size() > 1 && taken.groups.front()[0] == '0';
  if (is_telephone && taken.digits() >= 7) return true;
  if (is_card(taken) || sizes == "344" || (sizes == "55" && taken.separators == " ")) return true;
  if (sizes == "43" && taken.groups.back().starts_with("00")) return true;  // "2024-001"
  const bool is_date = sizes == "422";
  return taken.groups.size() >= 3 && taken.are_parted_by('-') && taken.digits() >= 7 && !is_date &&
         !are_years(taken);
}

/// "CA 94110": a state and its ZIP code.
bool is_behind_state(const TextCursor& cursor) {
  const std::string_view before = cursor.behind(4);
  return before.size() == 4 && (before[0] == ' ' || before[0] == ',') && is_upper(before[1]) &&
         is_upper(before[2]) && before[3] == ' ';
}

bool is_behind_hash(const TextCursor& cursor) {
  return cursor.previous() == '#' || cursor.previous_character() == U'№';
}

/// "4-4-2", "9-1-1": not dates, years or a subtraction.
bool is_sequence(const DigitGroups& taken, const TextCursor& behind) {
  const bool is_sum = behind.peek() == '=' || behind.rest().starts_with(" =");
  return taken.groups.size() >= 3 && taken.are_parted_by('-') && taken.sizes() != "422" &&
         !are_years(taken) && !is_sum;
}

void write_sequence(const DigitGroups& taken, SpeechWriter& out) {
  for (const std::string_view group : taken.groups) {
    if (group.data() != taken.groups.front().data()) out.mark(',');
    out.word(spoken_integer(group));
  }
}

}  // namespace

bool read_announced_digits(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const DigitGroups taken = take_digit_groups(ahead, " -/");
  const std::size_t digits = taken.digits();
  if (digits < 3 || !at_code_end(ahead)) return false;
  write_groups(taken, out);
  cursor = ahead;
  return true;
}

bool read_digit_groups(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const DigitGroups taken = take_digit_groups(ahead, " -/");
  const std::string sizes = taken.sizes();
  const bool is_zip = (sizes == "5" || sizes == "54") && is_behind_state(cursor);
  const bool is_numbered = is_behind_hash(cursor) && taken.digits() >= 4;
  const bool is_named = names_something(taken) && taken.separators.find('/', 1) == sizes.npos;
  const bool is_code = is_zip || is_numbered || is_named;
  if ((!is_code && !is_sequence(taken, ahead)) || !at_code_end(ahead)) return false;
  is_code ? write_groups(taken, out) : write_sequence(taken, out);
  cursor = ahead;
  return true;
}

}  // namespace hotpin::dialog
