#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hotpin::protocols::hotpin {

/// Puts an utterance's samples together from the bytes of its messages, which may be cut anywhere.
/// Owned by the connection's adapter; used on its strand.
class SampleReader {
 public:
  /// The whole samples of `piece`; half a one at its end waits for the next piece.
  std::vector<std::int16_t> read(std::span<const std::byte> piece);
  /// The utterance ends here, and half a sample with it.
  void end() { odd_byte_.reset(); }

 private:
  std::optional<std::byte> odd_byte_;  // first half of a sample whose second has not come
};

}  // namespace hotpin::protocols::hotpin
