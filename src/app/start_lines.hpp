#pragma once

#include <cstddef>
#include <vector>

#include "base/settings.hpp"
#include "base/shared_page.hpp"
#include "net/listening_socket.hpp"

namespace hotpin::app {

/// Prints where the server is, what it runs on and how to talk to it. `resident_bytes` is each
/// worker's memory.
void tell_ready(const base::Settings& settings, const std::vector<net::ListeningSocket>& sockets,
                base::SharedPage& page, const std::vector<std::size_t>& resident_bytes);

}  // namespace hotpin::app
