#pragma once

#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "net/listening_socket.hpp"
#include "net/proxy/address_ranges.hpp"
#include "server/access/known_names.hpp"

/// The settings that hold hosts, origins and addresses. Errors are one line for the start.
namespace hotpin::app {

/// What SERVER_HOST and SERVER_PORT ask for.
base::Result<net::ListenAddress> listen_address(const base::Settings& settings);
base::Result<net::AddressRanges> trusted_proxies(const base::Settings& settings);
/// HOTPIN_ALLOWED_HOSTS, HOTPIN_ALLOWED_ORIGINS and the machine's own names.
base::Result<server::KnownNames> known_names(const base::Settings& settings);

/// The first fault of any of them.
base::Status check_network(const base::Settings& settings);

/// Opens what the server listens on: on each address one socket for both, or one each.
base::Result<std::vector<net::ListeningSocket>> open_sockets(const base::Settings& settings);

}  // namespace hotpin::app
