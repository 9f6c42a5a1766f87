#include "base/diagnostics/masked.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/ascii.hpp"

namespace hotpin::base {
namespace {

constexpr std::string_view kMask = "***";
/// Shorter values are words rather than secrets.
constexpr std::size_t kLeastCredential = 6;
constexpr std::size_t kLeastKey = 8;
constexpr std::size_t kLeastValue = 4;

/// In lower case.
constexpr std::array<std::string_view, 2> kSchemes = {"bearer", "basic"};
constexpr std::array<std::string_view, 16> kBeginnings = {
    "sk-", "sk_", "gsk_", "rk_",  "pk_",    "xai-",  "hf_",  "aiza",
    "r8_", "eyj", "ghp_", "key-", "nvapi-", "pplx-", "csk-", "fw_"};
constexpr std::array<std::string_view, 14> kNames = {
    "api_key", "api-key",  "apikey", "x-api-key", "access_token", "auth_token",    "token",
    "secret",  "password", "passwd", "pwd",       "passphrase",   "client_secret", "key"};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}
/// Of a key as it is, or as its owner prints the half of it.
bool is_key(char c) { return is_word(c) || c == '*' || c == '.'; }
bool is_credential(char c) { return is_key(c) || c == '+' || c == '/' || c == '=' || c == '~'; }
bool is_value(char c) { return std::string_view(" \t\r\n\"'&,;)}]>").find(c) == std::string::npos; }

std::size_t run(std::string_view text, bool (*is)(char)) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is) - text.begin());
}

bool starts_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && to_lower(text.substr(0, lower.size())) == lower;
}

/// What is shown of the front of a text, and what is masked behind it.
struct Secret {
  std::size_t shown;
  std::size_t hidden;
};

std::optional<Secret> user_of_url(std::string_view text) {
  if (!text.starts_with("://")) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of(" \t/?#\"'", 3), text.size());
  const std::size_t at = text.substr(0, end).rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  return Secret{3, at - 3};
}

std::optional<Secret> credentials(std::string_view text) {
  for (const std::string_view scheme : kSchemes) {
    if (!starts_with(text, scheme)) continue;
    const std::size_t begin = std::min(text.find_first_not_of(" :", scheme.size()), text.size());
    const std::size_t length = run(text.substr(begin), is_credential);
    if (begin > scheme.size() && length >= kLeastCredential) return Secret{begin, length};
  }
  return std::nullopt;
}

std::optional<Secret> key(std::string_view text) {
  for (const std::string_view beginning : kBeginnings) {
    if (!starts_with(text, beginning)) continue;
    const std::size_t length = run(text, is_key);
    if (length >= beginning.size() + kLeastKey) {
      return Secret{beginning.size(), length - beginning.size()};
    }
  }
  return std::nullopt;
}

/// name=value, name: value, "name": "value".
std::optional<Secret> named_value(std::string_view text) {
  const std::size_t name = run(text, is_word);
  const std::string lower = to_lower(text.substr(0, name));
  if (std::find(kNames.begin(), kNames.end(), lower) == kNames.end()) return std::nullopt;
  std::size_t at = name;
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) ++at;
  if (at >= text.size() || (text[at] != '=' && text[at] != ':')) return std::nullopt;
  at = std::min(text.find_first_not_of(" \"'", at + 1), text.size());
  const std::size_t length = run(text.substr(at), is_value);
  if (length < kLeastValue) return std::nullopt;
  return Secret{at, length};
}

std::optional<Secret> secret_at(std::string_view line, std::size_t at) {
  const std::string_view text = line.substr(at);
  if (auto found = user_of_url(text)) return found;
  if (!is_word(text.front()) || (at > 0 && is_word(line[at - 1]))) return std::nullopt;
  if (auto found = credentials(text)) return found;
  if (auto found = key(text)) return found;
  return named_value(text);
}

}  // namespace

std::string masked_secrets(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const auto secret = secret_at(line, at);
    if (!secret) {
      out += line[at++];
      continue;
    }
    out += line.substr(at, secret->shown);
    out += kMask;
    at += secret->shown + secret->hidden;
  }
  return out;
}

}  // namespace hotpin::base
