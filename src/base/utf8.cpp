#include "base/utf8.hpp"

#include <algorithm>

namespace hotpin::base {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t smallest;  // what a sequence of this length may hold at least: shorter ones are overlong
};

Lead read_lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

char32_t take_code_point(std::string_view& text) {
  const Lead lead = read_lead(static_cast<unsigned char>(text.front()));
  char32_t point = lead.bits;
  bool valid = lead.length != 0 && lead.length <= text.size();
  for (std::size_t i = 1; valid && i < lead.length; ++i) {
    valid = is_continuation(text[i]);
    point = (point << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  valid = valid && point >= lead.smallest && point <= 0x10FFFF && !surrogate;
  text.remove_prefix(valid ? lead.length : 1);
  return valid ? point : kReplacement;
}

void append_code_point(std::string& out, char32_t point) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  const auto tail = [&](unsigned shift) { put(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0U | (point >> 6U));
    tail(0);
  } else if (point < 0x10000) {
    put(0xE0U | (point >> 12U));
    tail(6);
    tail(0);
  } else {
    put(0xF0U | (point >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::u32string to_utf32(std::string_view text) {
  std::u32string code_points;
  while (!text.empty()) code_points += take_code_point(text);
  return code_points;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t point = take_code_point(text);
    const bool was_one_bad_byte = point == kReplacement && before.size() - text.size() == 1;
    if (was_one_bad_byte) return false;
  }
  return true;
}

std::string to_valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) append_code_point(out, take_code_point(text));
  return out;
}

std::size_t whole_characters(std::string_view text) {
  const std::size_t reach = std::min<std::size_t>(3, text.size());
  for (std::size_t back = 1; back <= reach; ++back) {
    const char c = text[text.size() - back];
    if (is_continuation(c)) continue;
    const std::size_t length = read_lead(static_cast<unsigned char>(c)).length;
    return length > back ? text.size() - back : text.size();
  }
  return text.size();
}

}  // namespace hotpin::base
