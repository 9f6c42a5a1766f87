#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hotpin::protocol {

/// Marks texts that clients keep for the server, so that it knows its own when they come back, on
/// whichever worker: HMAC-SHA256 with a secret that all of them share. Not secret, and for as long
/// as the server runs. Thread-safe.
class Seal {
 public:
  explicit Seal(std::string secret) : secret_(std::move(secret)) {}

  /// `text` with its mark; letters, digits and "+/=." alone.
  std::string seal(std::string_view text) const;
  /// The text; nothing when it was not sealed here, or was changed.
  std::optional<std::string> open(std::string_view sealed) const;

 private:
  std::string mark_of(std::string_view text) const;

  const std::string secret_;
};

}  // namespace hotpin::protocol
