#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "load/options.hpp"
#include "load/run_result.hpp"
#include "load/utterance.hpp"

namespace hotpin::bench {

/// One whole run on the calling thread, and on no other: connects all sessions, weighs the server
/// on the way, lets those that talk hold their turns as planned, and disconnects. Errors: a session
/// that cannot join ("cannot_connect", "refused", "closed", "timeout").
base::Result<RunResult> run_load(const Options& options, const std::vector<Utterance>& utterances);

}  // namespace hotpin::bench
