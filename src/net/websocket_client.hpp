#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace hotpin::net {

/// A client's WebSocket, for `hotpin talk`, load and tests. Has an I/O thread of its own.
/// Thread-safe: one thread may read while another sends.
class WebSocketClient {
 public:
  struct Message {
    enum class Kind { text, binary, closed };
    Kind kind = Kind::text;
    std::string data;    ///< closed: the reason
    int close_code = 0;  ///< closed: 1006 when the connection was lost
    base::TimePoint received_at{};
  };
  struct Options {
    std::vector<std::pair<std::string, std::string>> headers;
    base::Duration connect_timeout = std::chrono::seconds(10);
    /// A server that has not even answered a ping for so long is lost; zero waits for ever.
    base::Duration idle_limit{};
    std::string ca_file{};  ///< of wss: certificates to trust in place of the system's
  };

  /// `url` is ws:// or wss://host[:port]/path[?query]. The error says what was tried, e.g.
  /// "connection refused".
  static base::Result<std::unique_ptr<WebSocketClient>> connect(const std::string& url,
                                                                const Options& options);
  virtual ~WebSocketClient() = default;
  virtual base::Status send_text(std::string_view data) = 0;  ///< blocks until the kernel has it
  virtual base::Status send_binary(std::span<const std::byte> data) = 0;
  /// The next message, in order; error code "timeout" when none came. At most 8 MiB wait unread,
  /// then the socket is not read on.
  virtual base::Result<Message> read(base::Duration timeout) = 0;
  virtual void close() = 0;
};

}  // namespace hotpin::net
