#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace hotpin::net {

/// A TCP socket that listens, as a descriptor which processes can inherit: closed by exec unless
/// handed on. Whoever adopts it (HttpServer) closes it.
struct ListeningSocket {
  enum class Speaks : char { http = 'h', https = 's', either = 'e', stream = 't' };
  int descriptor = -1;
  std::uint16_t port = 0;
  Speaks speaks = Speaks::http;  ///< either: told by a connection's first byte
  std::string served{};          ///< of a stream: what HttpHandler::accept() is asked for
};

/// Where to listen, as it was asked for.
struct ListenAddress {
  std::vector<std::string> hosts;  ///< names or addresses, without brackets; "*" is every address
  std::string scheme;              ///< "http", "https", or empty when it was not written
  std::uint16_t port = 0;          ///< 0 when it was not written
};

/// "localhost", "0.0.0.0", "::", "[::1]:8000", "http://0.0.0.0:8000/", "*", or several of them. The
/// error is the sentence behind "SETTING is ...; ".
base::Result<ListenAddress> parse_listen_address(std::string_view text);

/// Whether others than this machine can reach it.
bool is_every_address(const std::string& host);

/// Code of the error for a host that nobody knows.
inline constexpr const char* kUnknownHost = "unknown_host";

/// Binds and listens on every address of every host, all on one port; port 0 takes a free one.
/// "localhost" is both ::1 and 127.0.0.1. An address of a family that this machine does not have is
/// left out as long as another is there. The error is one line: address unknown, port in use.
base::Result<std::vector<ListeningSocket>> open_listening_sockets(
    const std::vector<std::string>& hosts, std::uint16_t port);

}  // namespace hotpin::net
