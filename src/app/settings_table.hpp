#pragma once

#include <span>

#include "base/settings.hpp"

namespace hotpin::app {

/// The one table of settings.
std::span<const base::SettingSpec> settings_table();

}  // namespace hotpin::app
