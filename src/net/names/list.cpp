#include "net/names/list.hpp"

#include "base/ascii.hpp"
#include "net/names/ip_address.hpp"

namespace hotpin::net {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kSeparators = ",; \t\r\n";

/// Whether the bracket that `text` begins with is closed by its last character and no sooner.
bool is_in_brackets(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']')) return false;
  int depth = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    depth += text[i] == '[' ? 1 : text[i] == ']' ? -1 : 0;
    if (depth == 0) return false;
  }
  return true;
}

std::string_view without_quotes(std::string_view entry) {
  for (const char quote : {'"', '\'', '`'}) {
    if (entry.size() >= 2 && entry.front() == quote && entry.back() == quote) {
      return base::trimmed(entry.substr(1, entry.size() - 2), kBlanks);
    }
  }
  return entry;
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
  text = without_quotes(base::trimmed(text, kBlanks));
  if (is_in_brackets(text) && !IpAddress::parse(text)) text = text.substr(1, text.size() - 2);
  std::vector<std::string> entries;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kSeparators), text.size());
    const std::string_view entry = without_quotes(text.substr(0, end));
    if (!entry.empty()) entries.emplace_back(entry);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return entries;
}

std::string join_list(const std::vector<std::string>& entries) {
  std::string text;
  for (const std::string& entry : entries) text += (text.empty() ? "" : ", ") + entry;
  return text;
}

}  // namespace hotpin::net
