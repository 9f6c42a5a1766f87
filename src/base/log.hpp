#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::base {

enum class LogLevel { debug, info, warn, error };

/// Starts logging to the end of `file`, or to standard error if it is empty: asynchronous, bounded
/// (8192 lines, the oldest dropped), so that a blocked pipe never stops a conversation. Several
/// processes may write one file: a line goes out in one piece. Without it, lines go nowhere, which
/// is what tests want.
Status start_logging(LogLevel level, const std::string& file);
/// Opens the file by its name again: whoever rotates logs has moved the old one away.
void reopen_log();
void stop_logging();

/// One line. Control characters in `line` are escaped, secrets masked
/// (base/diagnostics/masked.hpp), over 2 KiB is cut. Thread-safe.
void log(LogLevel level, std::string_view line);

}  // namespace hotpin::base
