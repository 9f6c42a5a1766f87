#pragma once

namespace hotpin::app {

/// Parses the command line and runs the subcommand it names. Returns the exit code.
int run_command_line(int argc, char** argv);

}  // namespace hotpin::app
