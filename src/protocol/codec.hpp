#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "protocol/client_event.hpp"
#include "protocol/server_event.hpp"

namespace hotpin::protocol {

/// One message on the wire.
struct WireMessage {
  enum class Kind { text, binary };
  Kind kind = Kind::text;
  std::string data;
};

/// How the client asked for its dialect outside the first message.
struct DialectHint {
  enum class Events { automatic, on, off };
  Events events = Events::automatic;  ///< setting HOTPIN_WS_EVENTS
  bool query_asks_events = false;     ///< ?events=1
  std::string user_agent;
};

/// Bytes to events and back: pure, no socket, no clock. One per connection, used from its strand.
class Codec {
 public:
  virtual ~Codec() = default;

  /// An error is the client's: before Hello the connection is closed with its detail as the reason,
  /// later it is answered by a Failed event. Never throws on any input.
  virtual base::Result<ClientEvent> decode_text(std::string_view text) = 0;
  /// A piece of a binary message; messages may be cut anywhere, also between the bytes of a sample.
  virtual base::Result<ClientEvent> decode_binary(std::span<const std::byte> piece) = 0;

  /// Appends the messages for `event`, if any, to `out`.
  virtual void encode(const ServerEvent& event, std::vector<WireMessage>& out) = 0;
};

}  // namespace hotpin::protocol
