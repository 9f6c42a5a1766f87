#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>

#include "base/executor.hpp"
#include "net/server/http_server.hpp"
#include "net/server/server_state.hpp"
#include "net/tls/any_stream.hpp"

namespace hotpin::net {

using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// What a connection takes along into its life as a WebSocket.
struct Upgraded {
  AnyStream stream;
  UpgradeRequest request;
  WebSocketStart start;
  std::shared_ptr<base::Executor> executor;
  std::shared_ptr<void> slot;  ///< its place among the server's connections
};

/// Answers the upgrade and lives until either side closes. Called on the connection's I/O thread.
void run_websocket(Upgraded upgraded, std::shared_ptr<ServerState> server);

}  // namespace hotpin::net
