#pragma once

#include <string>

#include "client/bench/options.hpp"
#include "client/bench/run_result.hpp"
#include "client/bench/utterance.hpp"

namespace hotpin::client::bench {

/// A run as one JSON object, for scripts/bench and whoever wants every turn. What never came is
/// null. The names are stable; further ones may come.
std::string run_as_json(const Options& options, const std::vector<Utterance>& utterances,
                        const RunResult& run);

}  // namespace hotpin::client::bench
