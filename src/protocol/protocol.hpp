#pragma once

#include <cstddef>
#include <cstdint>
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
#include "protocol/server_facts.hpp"

namespace hotpin::protocol {

/// What a protocol is made with.
struct Context {
  const base::Settings& settings;  ///< live longer
  std::shared_ptr<const Seal> seal{};
  /// Null while it is only asked what it serves, as `seal` is.
  std::shared_ptr<const ServerFacts> facts{};
};

/// What an adapter may know of its connection and of the world.
struct ConnectionInfo {
  std::string method{};                             ///< of an HTTP request; empty elsewhere
  std::string path{};                               ///< empty for a stream
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
  std::size_t max_text_bytes = 64 * 1024;  ///< of a message; see Adapter::on_oversized()
};

/// Where a protocol answers HTTP requests, each with an adapter of its own: it gets the body as one
/// binary message, what it writes is the answer's body, and closing ends that. A body that comes
/// faster than jobs take it waits with the client.
struct HttpRoute {
  std::string path;
  std::string method;  ///< GET answers HEAD as well; every other one may change something
  std::size_t max_body_bytes = 64 * 1024;                ///< see Adapter::on_oversized()
  base::Duration body_limit = std::chrono::seconds(10);  ///< for all of it
};

/// What the server itself answers in place of an adapter: no key, no place, a wrong method.
struct Refusal {
  int status = 400;
  std::string body{};
  std::string content_type = "text/plain; charset=utf-8";
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
  virtual std::vector<WebSocketRoute> websockets() const { return {}; }
  virtual std::vector<HttpRoute> http_routes() const { return {}; }
  /// `refusal` in the form that its clients read; it comes as a line for people, with its end.
  virtual Refusal worded(const ConnectionInfo& /*connection*/, Refusal refusal) const {
    return refusal;
  }
  /// The ports at which it takes TCP connections without HTTP: their adapters get bytes as pieces
  /// of a binary message that never ends, and all they write goes out as it is. A browser may be
  /// made to send a request to such a port: what does not begin as the protocol does must end the
  /// connection at once. A proxy in front must not send the PROXY protocol.
  virtual std::vector<std::uint16_t> stream_ports() const { return {}; }
  /// The key that the head brings in the protocol's own way; empty for none. "Authorization:
  /// Bearer" is everybody's and is looked at before.
  virtual std::string key_in(const ConnectionInfo& /*connection*/) const { return {}; }
  /// An error refuses the connection or the request, with 400; its detail is for the client.
  virtual base::Result<Opening> open(const ConnectionInfo& connection) = 0;
};

using Protocols = std::map<std::string, std::shared_ptr<Protocol>>;  ///< by name

}  // namespace hotpin::protocol
