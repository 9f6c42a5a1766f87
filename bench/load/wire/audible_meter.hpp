#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace hotpin::bench {

/// Listens to a reply for its first audible sample (audio/silence.hpp), the same for every server.
/// Samples are 16-bit little endian; a message may end within one.
class AudibleMeter {
 public:
  /// Whether an audible sample is among those that `bytes` completes.
  bool hears(std::span<const std::byte> bytes);
  void restart() { half_.reset(); }

 private:
  std::optional<std::byte> half_;
};

}  // namespace hotpin::bench
