#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "net/listening_socket.hpp"
#include "net/tls/identity.hpp"

namespace hotpin::app {

/// Whether https is spoken, too.
bool wants_tls(const base::Settings& settings);

/// The certificate in use, as the settings name it, else the one of our own making in the state
/// folder. Errors are one line for the start.
base::Result<net::TlsFiles> tls_files(const base::Settings& settings);

/// The same files, made or made anew if they are our own and not good any more. For the supervisor:
/// one process makes what all read.
base::Result<net::TlsFiles> prepare_tls(const base::Settings& settings);

/// Opens what the server listens on: one socket for both, or one each.
base::Result<std::vector<net::ListeningSocket>> open_sockets(const base::Settings& settings);

/// Where `sockets` speak https; 0 for nowhere.
std::uint16_t https_port(std::span<const net::ListeningSocket> sockets);

}  // namespace hotpin::app
