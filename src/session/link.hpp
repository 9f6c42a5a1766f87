#pragma once

#include "protocol/close_reason.hpp"
#include "protocol/server_event.hpp"

namespace hotpin::session {

/// The client, as a conversation sees it: no socket, no bytes. Used from the connection's strand
/// only.
class Link {
 public:
  virtual ~Link() = default;
  /// Queued in order. Nothing happens once the client is gone.
  virtual void send(const protocol::ServerEvent& event) = 0;
  /// Audio handed to send() that the socket has not taken yet, in ms; playout waits above its
  /// bound.
  virtual double unsent_ms() const = 0;
  /// What is queued goes out first.
  virtual void close(const protocol::CloseReason& reason) = 0;
};

}  // namespace hotpin::session
