#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "base/result.hpp"

namespace hotpin::net {

/// What a client does with one connection. Every call comes on the loop's thread; the handler
/// outlives the loop's run().
class ClientSocketHandler {
 public:
  virtual ~ClientSocketHandler() = default;
  virtual void on_open() = 0;
  /// A whole message. `at` is when it was there to be read.
  virtual void on_text(std::string_view message, base::TimePoint at) = 0;
  virtual void on_binary(std::span<const std::byte> message, base::TimePoint at) = 0;
  /// Last call, once: it could not be opened, was closed or lost.
  virtual void on_gone(const base::Error& why) = 0;
};

/// A client's WebSocket that never blocks. Used on its loop's thread only. What is sent before
/// on_open() or behind on_gone() is dropped.
class ClientSocket {
 public:
  virtual ~ClientSocket() = default;
  virtual void send_text(std::string data) = 0;  ///< queued, in order, one unfragmented frame each
  virtual void send_binary(std::string data) = 0;
  /// Queued bytes that the kernel has not taken; beyond 4 MiB the connection is given up.
  virtual std::size_t backlog_bytes() const = 0;
  /// Sends the close frame behind what is queued. Leads to on_gone().
  virtual void close() = 0;
};

/// Many client WebSockets to one server on the one thread that calls run(): for a load generator
/// that must need little of its core. (WebSocketClient has a thread each.)
class ClientLoop {
 public:
  /// Looks the host of `url` (ws://host[:port]/path[?query]) up, which may block; connects nothing.
  static base::Result<std::unique_ptr<ClientLoop>> to(const std::string& url);
  virtual ~ClientLoop() = default;
  /// Begins to connect; on_open() or on_gone() follows.
  virtual std::shared_ptr<ClientSocket> open(ClientSocketHandler& handler) = 0;
  /// Runs tasks on the loop's thread; its timers are exact to some microseconds.
  virtual std::shared_ptr<base::Executor> executor() const = 0;
  virtual void run() = 0;  ///< until stop()
  virtual void stop() = 0;
};

}  // namespace hotpin::net
