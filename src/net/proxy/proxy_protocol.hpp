#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "net/names/ip_address.hpp"

namespace hotpin::net {

/// What a connection begins with, where a proxy may speak the PROXY protocol, versions 1 and 2
/// (https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt).
struct ProxyHeader {
  enum class State {
    absent,   ///< something else begins
    partial,  ///< more bytes are needed to tell
    broken,   ///< it begins like one and is none: the connection must be dropped
    whole,
  };
  State state = State::absent;
  std::size_t bytes = 0;            ///< of the whole header; what follows is the client's
  std::optional<IpAddress> client;  ///< none when the proxy speaks for itself or does not know
  bool is_secure = false;  ///< the client came to the proxy over TLS, as version 2 can tell
};

/// Longest header of version 2; of version 1 it is 107 bytes.
inline constexpr std::size_t kMaxProxyHeaderBytes = 16 + 65535;

ProxyHeader read_proxy_header(std::string_view begin);

}  // namespace hotpin::net
