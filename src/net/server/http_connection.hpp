#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "base/executor.hpp"
#include "net/server/http_server.hpp"
#include "net/server/websocket_connection.hpp"

namespace hotpin::net {

struct Accepted {
  boost::asio::ip::tcp::socket socket;
  ListeningSocket::Speaks speaks;
  std::shared_ptr<void> owed;  ///< owed_answer(): its first
};

/// Answers requests until the client goes, breaks the protocol, or becomes a WebSocket. `slot` is
/// held as long as the socket lives.
boost::asio::awaitable<void> serve_connection(Accepted accepted,
                                              std::shared_ptr<ServerState> server,
                                              std::shared_ptr<base::Executor> executor,
                                              std::shared_ptr<void> slot);

}  // namespace hotpin::net
