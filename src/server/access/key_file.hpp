#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace hotpin::server {

using KeyHash = std::array<std::uint8_t, 32>;  ///< SHA-256

/// A line of the file of keys.
struct KeyEntry {
  std::string name;
  KeyHash hash{};
  int sessions = 0;  ///< conversations at once; 0: only the server's own limit
  int turns = 0;     ///< a minute; 0: as many as come

  bool operator==(const KeyEntry&) const = default;
};

/// Of one file. Each key has a few numbers of its own in the page that all workers share.
inline constexpr std::size_t kMaxKeys = 128;
/// They stand in names of numbers there.
inline constexpr std::size_t kMaxKeyNameBytes = 32;
/// Of `sessions` and `turns`.
inline constexpr int kMaxKeyLimit = 1'000'000;
inline constexpr std::size_t kMaxKeyFileBytes = 256 * 1024;

KeyHash hash_of_key(std::string_view key);

/// Reads "NAME sha256:HEX [sessions=N] [turns=N]" lines; empty ones and those that begin with '#'
/// are passed over. The error names the line, and never quotes what may be a key.
base::Result<std::vector<KeyEntry>> parse_keys(std::string_view text);
/// The same of a file, which must hold a key; the error begins with its path.
base::Result<std::vector<KeyEntry>> read_key_file(const std::string& path);

/// Checks a name: letters, digits, '.', '_' and '-'.
base::Status check_key_name(std::string_view name);
/// A key that nobody guesses: "hotpin_" and 64 hexadecimal digits.
std::string random_key();
/// The line for it in the file.
std::string key_line(const KeyEntry& entry);

}  // namespace hotpin::server
