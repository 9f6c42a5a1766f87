#pragma once

#include <iosfwd>

#include "base/settings.hpp"

namespace hotpin::app {

/// Asks each OpenAI-compatible service of the settings one small question and tells in a line each
/// whether it works, and if not, which setting is to be looked at. No key is printed. Blocks for as
/// long as the settings let a service take. False: one does not work.
bool check_services(const base::Settings& settings, std::ostream& out);

}  // namespace hotpin::app
