#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "protocol/client_event.hpp"

namespace hotpin::protocols::hotpin {

/// How much of the utterance has arrived: the devices wait for it before they send on.
struct AudioReceived {
  std::uint64_t messages = 0;  ///< whole ones, since the last that ended
  std::uint64_t bytes = 0;     ///< the same, without their framing
};

/// Whether what was sent of the utterance under way ends here, however it goes on.
bool ends_input(const protocol::ClientEvent& event);

/// Counts the audio that comes in and says when to acknowledge it: every message, since the devices
/// send two and then wait; hands-free, where nobody waits, once in half a second of audio. A device
/// gets every one always. Owned by the connection's adapter; used on its strand.
class Receipts {
 public:
  /// Audio between two receipts hands-free, in bytes: 500 ms.
  static constexpr std::size_t kHandsFreeBytes = 16'000;

  explicit Receipts(bool is_device) : is_device_(is_device) {}

  /// A piece of a binary message; gives the receipt that is due.
  std::optional<AudioReceived> take(std::size_t bytes, bool ends_message);
  /// Whatever the client says: what ends the input begins the count anew.
  void take(const protocol::ClientEvent& event);

  bool has_audio() const { return received_.bytes > 0; }
  bool is_hands_free() const { return is_hands_free_; }

 private:
  bool is_device_;
  bool is_hands_free_ = false;
  AudioReceived received_;
  std::size_t untold_bytes_ = 0;
};

}  // namespace hotpin::protocols::hotpin
