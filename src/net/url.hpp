#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::net {

/// "%41+b" gives "A+b". A '%' that begins no byte stays as it is.
std::string percent_decode(std::string_view text);

/// Whether `name` is an address of IPv4 or IPv6, without brackets, and no host's name.
bool is_address(const std::string& name);

/// Whether `host`, without brackets, is this very machine by its name or address.
bool is_loopback(const std::string& host);

/// A request target's path and query, decoded; of equal names the last wins.
struct Target {
  std::string path;
  std::map<std::string, std::string> query;
};
Target parse_target(std::string_view target);

/// ws:// or wss://host[:port]/path[?query]; an IPv6 host stands in brackets.
struct WebSocketUrl {
  bool is_secure = false;
  std::string host;  ///< without brackets
  std::string port = "80";
  std::string target = "/";
  std::string authority;  ///< host and port as written, for the Host header
};
base::Result<WebSocketUrl> parse_websocket_url(std::string_view url);

/// scheme://[user[:password]@]host[:port][/path][?query], all but the scheme decoded.
struct ServiceUrl {
  std::string scheme;
  std::string user;
  std::string password;
  std::string host;  ///< without brackets
  std::string port;  ///< empty when it is not given
  Target target;
};
/// The error does not hold the URL, which may hold a secret.
base::Result<ServiceUrl> parse_service_url(std::string_view url);

}  // namespace hotpin::net
