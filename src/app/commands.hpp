#pragma once

#include <string>
#include <vector>

#include "base/settings.hpp"

namespace hotpin::app {

// Exit codes of every command.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  ///< what was asked for could not be done
inline constexpr int kExitUsage =
    2;  ///< a wrong setting, option or model file: one line says which

/// Each subcommand in a file of its own. `given` is what the command line set of the settings.
int run_serve(std::vector<base::Settings::Given> given);
int run_doctor(std::vector<base::Settings::Given> given);

/// Prints "hotpin: <detail>" to standard error.
int usage_error(const std::string& detail);

}  // namespace hotpin::app
