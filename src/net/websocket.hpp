#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/executor.hpp"

namespace hotpin::net {

/// One accepted WebSocket connection, as its handler sees it. Used from its executor only. Held by
/// shared_ptr: it outlives the socket, and then every call does nothing.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  /// Queued, in order, one unfragmented frame each. `audio_ms` is how long what it holds sounds.
  virtual void send_text(std::string data, double audio_ms) = 0;
  virtual void send_binary(std::string data, double audio_ms) = 0;  ///< may be empty
  /// Of the queued messages, those that the kernel has not taken yet.
  virtual double unsent_audio_ms() const = 0;
  /// Sends what is queued, then the close frame; the reason is cut at 123 bytes. Then on_gone().
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  virtual std::shared_ptr<base::Executor> executor() const = 0;
};

/// What the server side of a connection does. Owned by the connection; every call comes on the
/// connection's executor, never two at once.
class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;
  virtual void on_open(std::shared_ptr<WebSocket> socket) = 0;
  /// A whole text message.
  virtual void on_text(std::string_view message) = 0;
  /// A text message longer than the limit has begun; all of it is thrown away.
  virtual void on_oversized_text() = 0;
  /// A piece of a binary message, as it comes off the wire, of at most 4 KiB, so that nobody waits
  /// for, or stores, a long one. A message's last piece may be empty.
  virtual void on_binary(std::span<const std::byte> piece, bool ends_message) = 0;
  /// A ping or a pong came; it is answered already.
  virtual void on_sign_of_life() = 0;
  /// Last call: closed by either side, or lost.
  virtual void on_gone() = 0;
};

}  // namespace hotpin::net
