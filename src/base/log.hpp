#pragma once

#include <string>
#include <string_view>

namespace hotpin::base {

enum class LogLevel { debug, info, warn, error };

/// Starts logging to standard error: asynchronous, bounded (8192 lines, the oldest dropped), so
/// that a blocked pipe never stops a conversation. `level` is debug|info|warn|error. Without it,
/// lines go nowhere, which is what tests want.
void start_logging(LogLevel level);
void stop_logging();

/// One line. Control characters in `line` are escaped, over 2 KiB is cut. Thread-safe.
void log(LogLevel level, std::string_view line);

}  // namespace hotpin::base
