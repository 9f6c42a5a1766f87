#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/settings.hpp"

namespace hotpin::app {

/// Prints where the server is, what it runs on and how to talk to it. `resident_bytes` is each
/// worker's memory.
void tell_ready(const base::Settings& settings, std::uint16_t port,
                const std::vector<std::size_t>& resident_bytes);

}  // namespace hotpin::app
