#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "net/peer.hpp"
#include "net/server/server_state.hpp"

namespace hotpin::net {

/// What a TCP connection without HTTP is made of.
struct AcceptedStream {
  boost::asio::ip::tcp::socket socket;
  std::unique_ptr<PeerHandler> handler;  ///< gets bytes as binary pieces that end no message
  std::shared_ptr<base::Executor> executor;
  std::shared_ptr<void> slot;  ///< its place among the server's connections
};

/// Lives until either side closes. Called on the connection's I/O thread.
void run_stream(AcceptedStream accepted, std::shared_ptr<ServerState> server);

}  // namespace hotpin::net
