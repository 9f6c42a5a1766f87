#include "server/connection_info.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "session/random_token.hpp"

namespace hotpin::server {
namespace {

/// Of a header that lists them; RFC 6455, section 4.3.
std::vector<std::string> offered_subprotocols(std::string_view header) {
  std::vector<std::string> offered;
  while (!header.empty()) {
    const std::string_view one = header.substr(0, header.find(','));
    offered.emplace_back(base::trimmed(one, " \t"));
    header.remove_prefix(std::min(header.size(), one.size() + 1));
  }
  return offered;
}

protocol::ConnectionInfo in_the_world(protocol::ConnectionInfo connection) {
  connection.now = [] { return std::chrono::steady_clock::now(); };
  connection.fresh_id = session::random_token;
  return connection;
}

}  // namespace

protocol::ConnectionInfo connection_info(const net::HttpRequest& request) {
  return in_the_world(
      {.method = request.is_upgrade ? std::string{} : request.method,
       .path = request.path,
       .query = request.query,
       .headers = request.headers,
       .offered_subprotocols = offered_subprotocols(request.header("sec-websocket-protocol")),
       .address = request.peer_address});
}

protocol::ConnectionInfo connection_info(const std::string& address) {
  return in_the_world({.address = address});
}

}  // namespace hotpin::server
