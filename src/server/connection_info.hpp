#pragma once

#include "net/http_types.hpp"
#include "protocol/protocol.hpp"

namespace hotpin::server {

/// What an adapter may know of a request or an upgrade; of a stream, its address alone.
protocol::ConnectionInfo connection_info(const net::HttpRequest& request);
protocol::ConnectionInfo connection_info(const std::string& address);

}  // namespace hotpin::server
