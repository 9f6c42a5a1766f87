#include "dialog/speakable/code/spoken_codes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "dialog/speakable/amount/written_number.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxGroups = 8;
constexpr std::size_t kMaxGroupDigits = 15;

bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }

struct Phone {
  std::vector<std::string_view> groups;
  std::string separators;  // between them
  bool has_plus = false;
  bool has_area = false;  // in brackets
};

Phone take_phone(TextCursor& cursor) {
  Phone phone;
  phone.has_plus = cursor.take("+");
  while (phone.groups.size() < kMaxGroups) {
    TextCursor ahead = cursor;
    if (!phone.groups.empty()) {
      const char separator = ahead.peek();
      if (std::string_view(" -.").find(separator) == std::string_view::npos) break;
      ahead.skip(1);
      phone.separators += separator;
    }
    const bool is_area = ahead.take("(");
    if (is_area && phone.groups.empty() && ahead.take("+")) phone.has_plus = true;
    const std::string_view group = ahead.take_digits(kMaxGroupDigits + 1);
    if (group.empty() || (is_area && !ahead.take(")"))) break;
    phone.has_area = phone.has_area || is_area;
    // "(555)123-4567"
    if (is_area && is_digit(ahead.peek())) {
      phone.groups.push_back(group);
      phone.separators += ' ';
      phone.groups.push_back(ahead.take_digits(kMaxGroupDigits + 1));
    } else {
      phone.groups.push_back(group);
    }
    cursor = ahead;
  }
  return phone;
}

bool is_phone(const Phone& phone) {
  std::string sizes;
  std::size_t digits = 0;
  for (const std::string_view group : phone.groups) {
    sizes += static_cast<char>('0' + std::min<std::size_t>(group.size(), 9));
    digits += group.size();
  }
  if (phone.has_plus) return digits >= 7 && digits <= 15;
  if (phone.has_area && phone.groups.size() > 1 && phone.groups.front()[0] == '0') {
    return digits >= 7 && digits <= 15;
  }
  if (sizes == "34") {  // "200-1000" is a range
    const bool is_round = phone.groups[0].ends_with('0') && phone.groups[1].ends_with("00");
    return phone.separators[0] == '-' && phone.groups[0].front() >= '2' && !is_round;
  }
  return sizes == "334" || sizes == "1334";
}

std::string spoken_groups(const std::vector<std::string_view>& groups, bool is_ip) {
  std::string words;
  for (const std::string_view group : groups) {
    if (!words.empty()) words += is_ip ? " dot " : " point ";
    words += is_ip ? spoken_digits(group) : spoken_integer(group);
  }
  return words;
}

/// ":8080" and "/24" behind an address.
void read_port_behind(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const bool is_mask = ahead.take("/");
  if (!is_mask && !ahead.take(":")) return;
  const std::string_view digits = ahead.take_digits(kMaxGroupDigits);
  if (digits.empty() || !ahead.at_number_end()) return;
  out.word(is_mask ? "slash " + spoken_integer(digits) : "port " + spoken_digits(digits));
  cursor = ahead;
}

}  // namespace

bool read_phone(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const Phone phone = take_phone(ahead);
  if (!is_phone(phone) || !ahead.at_number_end()) return false;
  if (phone.has_plus) out.word("plus");
  for (const std::string_view& group : phone.groups) {
    if (&group != &phone.groups.front()) out.mark(',');
    out.word(spoken_digits(group));
  }
  cursor = ahead;
  return true;
}

bool read_version(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const bool has_letter = ahead.take("v");
  if (at_dotted_groups(ahead) && !has_letter && out.last_word() != "version") return false;
  std::vector<std::string_view> groups = {ahead.take_digits(kMaxGroupDigits)};
  while (groups.size() <= kMaxGroups && ahead.peek() == '.' && is_digit(ahead.peek(1))) {
    ahead.skip(1);
    groups.push_back(ahead.take_digits(kMaxGroupDigits));
  }
  if (groups.front().empty() || groups.size() > kMaxGroups) return false;
  if (!ahead.at_word_end() || (!has_letter && groups.size() < 3)) return false;
  const bool is_ip = !has_letter && groups.size() == 4 &&
                     std::all_of(groups.begin(), groups.end(), [](std::string_view group) {
                       return group.size() <= 3 && to_number(group) <= 255;
                     });
  if (has_letter) out.word("version");
  out.word(spoken_groups(groups, is_ip));
  if (is_ip) read_port_behind(ahead, out);
  cursor = ahead;
  return true;
}

}  // namespace hotpin::dialog
