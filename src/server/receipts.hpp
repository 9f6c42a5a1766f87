#pragma once

#include <cstddef>
#include <optional>

#include "protocol/client_event.hpp"
#include "protocol/server_event.hpp"

namespace hotpin::server {

/// Counts the audio that comes in and says when to acknowledge it: every message, since the devices
/// send two and then wait; hands-free, where nobody waits, once in half a second of audio. A device
/// gets every one always. Owned by the connection's endpoint; used on its strand.
class Receipts {
 public:
  /// Audio between two receipts hands-free, in bytes: 500 ms.
  static constexpr std::size_t kHandsFreeBytes = 16'000;

  explicit Receipts(bool is_device) : is_device_(is_device) {}

  /// A piece of a binary message; gives the receipt that is due.
  std::optional<protocol::AudioReceived> take(std::size_t bytes, bool ends_message);
  /// Whatever the client says: an end of speech or a reset begins the count anew.
  void take(const protocol::ClientEvent& event);

  bool has_audio() const { return received_.bytes > 0; }
  bool is_hands_free() const { return is_hands_free_; }

 private:
  bool is_device_;
  bool is_hands_free_ = false;
  protocol::AudioReceived received_;
  std::size_t untold_bytes_ = 0;
};

}  // namespace hotpin::server
