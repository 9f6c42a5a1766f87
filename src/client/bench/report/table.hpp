#pragma once

#include <iosfwd>

#include "client/bench/options.hpp"
#include "client/bench/run_result.hpp"
#include "client/bench/utterance.hpp"

namespace hotpin::client::bench {

/// A run for a person at a terminal.
void print_run(const Options& options, const std::vector<Utterance>& utterances,
               const RunResult& run, std::ostream& out);

/// Whether the generator itself kept its times.
bool is_void(const RunResult& run);

/// KiB that each further session costs: the slope of a straight line through the growth points.
/// 0 with fewer than two.
double kib_per_session(const std::vector<GrowthPoint>& growth);

}  // namespace hotpin::client::bench
