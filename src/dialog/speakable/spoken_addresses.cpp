#include "dialog/speakable/spoken_addresses.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxAddressBytes = 256;
constexpr std::size_t kMaxPathBytes = 16;  // of a path that is worth saying

bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }
bool is_letter(char c) {
  const auto letter = static_cast<unsigned char>(c);
  return is_ascii_lower(letter) || is_ascii_upper(letter);
}

std::string spoken_label(std::string_view label) {
  SpeechWriter out;
  for (TextCursor cursor(label); !cursor.at_end();) {
    if (const auto digits = cursor.take_digits(label.size()); !digits.empty()) {
      out.word(spoken_digits(digits));
    } else if (const auto letters = cursor.take_letters(label.size()); !letters.empty()) {
      out.word(letters);
    } else {
      const std::string_view mark = cursor.take_character();
      if (mark == ".") out.word("dot");
      if (mark == "-") out.word("dash");
      if (mark == "_") out.word("underscore");
      if (mark == "+") out.word("plus");
      if (static_cast<unsigned char>(mark.front()) >= 0x80) out.word(mark);
    }
  }
  return out.speech();
}

bool is_known_top(std::string_view label) {
  constexpr std::array<std::string_view, 9> kTops = {"com", "org", "net", "edu", "gov",
                                                     "io",  "ai",  "dev", "app"};
  return std::find(kTops.begin(), kTops.end(), label) != kTops.end();
}

std::string_view take_host(std::string_view& address) {
  std::size_t end = 0;
  while (end < address.size() &&
         (is_digit(address[end]) || is_letter(address[end]) || address[end] == '-' ||
          address[end] == '.' || static_cast<unsigned char>(address[end]) >= 0x80)) {
    ++end;
  }
  while (end > 0 && (address[end - 1] == '.' || address[end - 1] == '-')) --end;
  const std::string_view host = address.substr(0, end);
  address.remove_prefix(end);
  return host;
}

void write_port_and_path(std::string_view rest, SpeechWriter& out) {
  if (rest.starts_with(':') && rest.size() > 1 && is_digit(rest[1])) {
    const std::size_t end = std::min(rest.size(), rest.find_first_not_of("0123456789", 1));
    out.word("port " + spoken_digits(rest.substr(1, end - 1)));
    rest.remove_prefix(end);
  }
  if (!rest.starts_with('/')) return;
  const std::string_view path = rest.substr(1, rest.find_first_of("?#") - 1);
  const std::size_t end = std::min(path.size(), path.find('/'));
  const bool is_one = path.substr(end).size() <= 1;
  if (end == 0 || end > kMaxPathBytes || !is_one) return;
  out.word("slash " + spoken_label(path.substr(0, end)));
}

/// What stands there up to a space or a mark that no address ends with.
std::string_view peek_address(const TextCursor& cursor) {
  std::string_view token = cursor.peek_token(kMaxAddressBytes);
  token = token.substr(0, token.find_first_of("\"<>)]},"));
  while (!token.empty() &&
         std::string_view(".,;:!?'").find(token.back()) != std::string_view::npos) {
    token.remove_suffix(1);
  }
  return token;
}

}  // namespace

bool read_url(TextCursor& cursor, SpeechWriter& out) {
  const std::string_view address = peek_address(cursor);
  std::string_view rest = address;
  bool is_url = false;
  for (const std::string_view start : {"https://", "http://", "www."}) {
    if (!rest.starts_with(start)) continue;
    rest.remove_prefix(start.size());
    is_url = true;
  }
  const std::string_view host = take_host(rest);
  const std::size_t dot = host.rfind('.');
  const bool is_domain =
      dot != std::string_view::npos && dot > 0 && is_known_top(host.substr(dot + 1));
  if (host.empty() || (!is_url && (!is_domain || rest.starts_with('@')))) return false;
  out.word(spoken_label(host));
  write_port_and_path(rest, out);
  cursor.skip(address.size());
  return true;
}

bool read_email(TextCursor& cursor, SpeechWriter& out) {
  std::string_view rest = peek_address(cursor);
  const std::size_t at = rest.find('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view name = rest.substr(0, at);
  const bool is_name = std::all_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || is_letter(c) ||
           std::string_view("._%+-").find(c) != std::string_view::npos;
  });
  rest.remove_prefix(at + 1);
  const std::string_view host = take_host(rest);
  if (!is_name || host.find('.') == std::string_view::npos) return false;
  out.word(spoken_label(name) + " at");
  out.word(spoken_label(host));
  cursor.skip(at + 1 + host.size());
  return true;
}

}  // namespace hotpin::dialog
