#pragma once

#include <iosfwd>

#include "load/options.hpp"
#include "load/run_result.hpp"
#include "load/utterance.hpp"

namespace hotpin::bench {

/// A run for a person at a terminal.
void print_run(const Options& options, const std::vector<Utterance>& utterances,
               const RunResult& run, std::ostream& out);

/// Whether the generator itself kept its times.
bool is_void(const RunResult& run);

/// KiB that each further session costs: the slope of a straight line through the growth points.
/// 0 with fewer than two.
double kib_per_session(const std::vector<GrowthPoint>& growth);

}  // namespace hotpin::bench
