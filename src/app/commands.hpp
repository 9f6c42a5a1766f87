#pragma once

#include <string>
#include <vector>

#include "base/settings.hpp"
#include "server/workers/worker_link.hpp"

namespace hotpin::app {

// Exit codes of every command.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  ///< what was asked for could not be done
inline constexpr int kExitUsage =
    2;  ///< a wrong setting, option or model file: one line says which
inline constexpr int kExitStopped = 130;  ///< by Ctrl-C, in the middle of what goes on next time

/// Each subcommand in a file of its own. `given` is what the command line set of the settings.
/// `arguments` is the whole command line, for the worker processes.
int run_serve(std::vector<base::Settings::Given> given, std::vector<std::string> arguments);
/// What `serve` is in each of its worker processes.
int run_worker(server::WorkerLink link, const base::Settings& settings);
int run_doctor(std::vector<base::Settings::Given> given, bool only_services);

/// Prints "hotpin: <detail>" to standard error.
int usage_error(const std::string& detail);

}  // namespace hotpin::app
