#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/settings.hpp"
#include "protocol/adapter.hpp"
#include "protocol/seal.hpp"

namespace hotpin::protocol {

/// What a protocol is made with.
struct Context {
  const base::Settings& settings;  ///< live longer
  std::shared_ptr<const Seal> seal;
};

/// What an adapter may know of its connection and of the world.
struct ConnectionInfo {
  std::string path;
  std::map<std::string, std::string> query{};       ///< decoded
  std::map<std::string, std::string> headers{};     ///< names in lower case
  std::vector<std::string> offered_subprotocols{};  ///< of a WebSocket, in the client's order
  std::string address{};                            ///< the client's, without the port
  std::function<base::TimePoint()> now = [] { return base::TimePoint{}; };
  std::function<std::string()> fresh_id = [] { return std::string("id"); };  ///< never twice

  std::string_view header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
  }
};

/// Where a protocol takes WebSockets.
struct WebSocketRoute {
  std::string path;
  std::size_t max_text_bytes = 64 * 1024;  ///< of a message; see Adapter::on_oversized_text()
};

/// How a connection begins.
struct Opening {
  std::unique_ptr<Adapter> adapter;
  std::string subprotocol{};  ///< one of those offered; empty for none
  std::vector<std::pair<std::string, std::string>> headers{};  ///< of the upgrade's answer
};

/// A way of speaking with the server: a folder under protocols/, one object for each worker, which
/// owns what its connections share. Thread-safe; connections are on several I/O threads.
class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual std::vector<WebSocketRoute> websockets() const = 0;
  /// The key that the head brings in the protocol's own way; empty for none. "Authorization:
  /// Bearer" is everybody's and is looked at before.
  virtual std::string key_in(const ConnectionInfo& /*connection*/) const { return {}; }
  /// An error refuses the connection; its detail is for the client.
  virtual base::Result<Opening> open(const ConnectionInfo& connection) = 0;
};

}  // namespace hotpin::protocol
