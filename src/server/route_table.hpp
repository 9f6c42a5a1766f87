#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "protocol/protocol.hpp"

namespace hotpin::server {

/// What the protocols serve, by path. Two of one build never want the same.
class RouteTable {
 public:
  template <typename Route>
  struct Entry {
    std::shared_ptr<protocol::Protocol> served;
    Route route;
  };
  using WebSocket = Entry<protocol::WebSocketRoute>;
  using Http = Entry<protocol::HttpRoute>;

  explicit RouteTable(const protocol::Protocols& protocols);

  /// Null: there is none.
  const WebSocket* websocket(const std::string& path) const;
  const Http* http(const std::string& method, const std::string& path) const;
  /// Of a path, for Allow: "GET, HEAD"; empty where there is none.
  std::string methods_at(const std::string& path) const;
  /// Whose a path is; null: nobody's.
  std::shared_ptr<protocol::Protocol> owner_of(const std::string& path) const;
  /// For a client that was at another: " but /one, /two"; empty without any.
  std::string websocket_paths() const;

 private:
  std::map<std::string, WebSocket> websockets_;
  std::map<std::string, std::map<std::string, Http>> http_;  // path, method
};

}  // namespace hotpin::server
