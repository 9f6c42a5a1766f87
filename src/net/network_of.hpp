#pragma once

#include <string>

namespace hotpin::net {

/// Whom an address is counted with: IPv4 by itself, also where it is written as IPv6
/// ("::ffff:192.0.2.1"), IPv6 with its /64, which one household or one machine has to itself. Text
/// that is no address is given back as it is.
std::string network_of(const std::string& address);

}  // namespace hotpin::net
