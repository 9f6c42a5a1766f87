#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/settings.hpp"

namespace hotpin::app {

/// The one table of settings: those of the program, then each plug-in's own in the order of the
/// registry. Two rows of one name or option are a bug. Lives as long as the program; any thread.
std::span<const base::SettingSpec> settings_table();

/// The rows of each plug-in that has some. Defined by the build (cmake/registry.cmake), with
/// settings_table() in one library for each registry.
std::vector<std::span<const base::SettingSpec>> plugin_settings();

/// The names of environment variables and of options that more than one row has.
std::vector<std::string> doubled_names(std::span<const base::SettingSpec> table);

}  // namespace hotpin::app
