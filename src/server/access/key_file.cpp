#include "server/access/key_file.hpp"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"

namespace hotpin::server {
namespace {

constexpr std::string_view kKind = "sha256:";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r";

base::Error fault(std::string what) { return {"bad_keys", std::move(what)}; }

std::optional<KeyHash> hash_in(std::string_view word) {
  if (base::to_lower(word.substr(0, kKind.size())) != kKind) return std::nullopt;
  const std::string_view digits = word.substr(kKind.size());
  KeyHash hash{};
  if (digits.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const char* const at = digits.data() + 2 * i;
    const auto read = std::from_chars(at, at + 2, hash[i], 16);
    if (read.ec != std::errc{} || read.ptr != at + 2) return std::nullopt;
  }
  return hash;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    if (line.empty()) return words;
    const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

/// "sessions=4" or "turns=30".
base::Status take_limit(std::string_view word, KeyEntry& entry) {
  const std::size_t sign = std::min(word.find('='), word.size());
  const std::string_view name = word.substr(0, sign);
  const std::string_view value = word.substr(std::min(sign + 1, word.size()));
  if (name != "sessions" && name != "turns")
    return fault("behind the hash only sessions=N and turns=N (a minute) are known");
  int& limit = name == "turns" ? entry.turns : entry.sessions;
  if (limit != 0) return fault(std::string(name) + "= stands there twice");
  const auto read = std::from_chars(value.data(), value.data() + value.size(), limit);
  const bool is_whole = read.ec == std::errc{} && read.ptr == value.data() + value.size();
  if (!is_whole || limit < 1 || limit > kMaxKeyLimit)
    return fault(std::string(name) + "= takes 1 to " + std::to_string(kMaxKeyLimit) +
                 "; without it there is no limit");
  return base::ok();
}

base::Result<KeyEntry> entry_in(const std::vector<std::string_view>& words) {
  KeyEntry entry{.name = std::string(words[0])};
  if (const auto checked = check_key_name(entry.name); !checked) return checked.error();
  const auto hash = words.size() < 2 ? std::nullopt : hash_in(words[1]);
  if (!hash)
    return fault("behind the name stands sha256: and 64 hexadecimal digits; `hotpin keys new " +
                 entry.name + "` makes a key and its line");
  entry.hash = *hash;
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (const auto taken = take_limit(words[i], entry); !taken) return taken.error();
  }
  return entry;
}

base::Status add(std::vector<KeyEntry>& entries, KeyEntry entry) {
  for (const KeyEntry& other : entries) {
    if (other.name == entry.name) return fault("the name " + entry.name + " is there already");
    if (other.hash == entry.hash) return fault("the key of " + other.name + " is there already");
  }
  if (entries.size() >= kMaxKeys)
    return fault("there are more than " + std::to_string(kMaxKeys) + " keys");
  entries.push_back(std::move(entry));
  return base::ok();
}

}  // namespace

KeyHash hash_of_key(std::string_view key) {
  KeyHash hash{};
  SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), hash.data());
  return hash;
}

base::Status check_key_name(std::string_view name) {
  const auto may_stand = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  const bool is_name = !name.empty() && name.size() <= kMaxKeyNameBytes &&
                       std::all_of(name.begin(), name.end(), may_stand);
  if (is_name) return base::ok();
  return fault("a key's name is 1 to " + std::to_string(kMaxKeyNameBytes) +
               " letters, digits, '.', '_' and '-'");
}

base::Result<std::vector<KeyEntry>> parse_keys(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<KeyEntry> entries;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty() || words[0].starts_with('#')) continue;
    auto entry = entry_in(words);
    const auto added = entry ? add(entries, std::move(*entry)) : entry.error();
    if (!added) return fault("line " + std::to_string(number) + ": " + added.error().detail);
  }
  return entries;
}

base::Result<std::vector<KeyEntry>> read_key_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxKeyFileBytes + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  // A folder opens, and cannot be read.
  if (!file.is_open() || file.bad() || (file.fail() && !file.eof()))
    return fault(path + ": cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxKeyFileBytes)
    return fault(path + ": is longer than " + std::to_string(kMaxKeyFileBytes) + " bytes");
  auto entries = parse_keys(text);
  if (!entries) return fault(path + ": " + entries.error().detail);
  if (entries->empty())
    return fault(path +
                 ": holds no key, so nobody could connect; `hotpin keys new NAME` makes one");
  return entries;
}

std::string random_key() {
  std::array<std::uint8_t, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("the system gives no random numbers");
  return "hotpin_" + base::to_hex(bytes);
}

std::string key_line(const KeyEntry& entry) {
  std::string line = entry.name + " " + std::string(kKind) + base::to_hex(entry.hash);
  if (entry.sessions > 0) line += " sessions=" + std::to_string(entry.sessions);
  if (entry.turns > 0) line += " turns=" + std::to_string(entry.turns);
  return line;
}

}  // namespace hotpin::server
