#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "protocol/server_event.hpp"

namespace hotpin::session {

/// The client, as a conversation sees it: no socket, no bytes. Used from the connection's strand
/// only.
class Link {
 public:
  virtual ~Link() = default;
  /// Queued in order. Nothing happens once the client is gone.
  virtual void send(const protocol::ServerEvent& event) = 0;
  /// Bytes handed to send() that the socket has not taken yet; playout waits above its bound.
  virtual std::size_t backlog_bytes() const = 0;
  /// What is queued goes out first. `code` as in RFC 6455, e.g. 1008.
  virtual void close(std::uint16_t code, const std::string& reason) = 0;
};

}  // namespace hotpin::session
