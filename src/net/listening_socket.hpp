#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace hotpin::net {

/// A TCP socket that listens, as a descriptor which processes can inherit: closed by exec unless
/// handed on. Whoever adopts it (HttpServer) closes it.
struct ListeningSocket {
  enum class Speaks : char { http = 'h', https = 's', either = 'e' };
  int descriptor = -1;
  std::uint16_t port = 0;
  Speaks speaks = Speaks::http;  ///< either: told by a connection's first byte
};

/// Binds and listens; port 0 takes a free one. The error is one line: address unknown, port in use.
base::Result<ListeningSocket> open_listening_socket(const std::string& host, std::uint16_t port);

}  // namespace hotpin::net
