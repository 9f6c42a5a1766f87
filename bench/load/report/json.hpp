#pragma once

#include <string>

#include "load/options.hpp"
#include "load/run_result.hpp"
#include "load/utterance.hpp"

namespace hotpin::bench {

/// A run as one JSON object, for scripts/bench and whoever wants every turn. What never came is
/// null. The names are stable; further ones may come.
std::string run_as_json(const Options& options, const std::vector<Utterance>& utterances,
                        const RunResult& run);

}  // namespace hotpin::bench
