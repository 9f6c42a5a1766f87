#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/executor.hpp"
#include "net/http_types.hpp"

namespace hotpin::net {

/// One client as its handler sees it: a WebSocket, a TCP stream, or a request and its answer. Used
/// from its executor only. Held by shared_ptr: it outlives the socket, and then every call does
/// nothing.
class Peer {
 public:
  virtual ~Peer() = default;
  /// How the answer to a request begins: once, before what is sent. Elsewhere nothing happens.
  virtual void send_head(AnswerHead /*head*/) {}
  /// Queued, in order, one unfragmented frame each. `audio_ms` is how long what it holds sounds.
  virtual void send_text(std::string data, double audio_ms) = 0;
  virtual void send_binary(std::string data, double audio_ms) = 0;  ///< may be empty
  /// Of the queued messages, those that the kernel has not taken yet.
  virtual double unsent_audio_ms() const = 0;
  /// Sends what is queued, then ends the connection, or the answer; then on_gone(). `code` is one
  /// of RFC 6455, section 7.4.1; a WebSocket is told it and 123 bytes of the reason, and a request
  /// that was sent nothing is answered with both.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  /// Whether reading from the client waits; what comes waits with the client then.
  virtual void hold_reading(bool is_held) = 0;
  virtual std::shared_ptr<base::Executor> executor() const = 0;
};

/// What the server side of a connection does; of a request, whose body is one binary message. Owned
/// by the connection; every call comes on the connection's executor, never two at once.
class PeerHandler {
 public:
  virtual ~PeerHandler() = default;
  virtual void on_open(std::shared_ptr<Peer> socket) = 0;
  /// A whole text message.
  virtual void on_text(std::string_view message) = 0;
  /// A text message longer than the limit has begun, or a request's body; all of it, or the rest,
  /// is thrown away.
  virtual void on_oversized() = 0;
  /// A piece of a binary message, as it comes off the wire, of at most 4 KiB, so that nobody waits
  /// for, or stores, a long one. A message's last piece may be empty.
  virtual void on_binary(std::span<const std::byte> piece, bool ends_message) = 0;
  /// A ping or a pong came; it is answered already.
  virtual void on_sign_of_life() = 0;
  /// Last call: closed by either side, or lost.
  virtual void on_gone() = 0;
};

}  // namespace hotpin::net
