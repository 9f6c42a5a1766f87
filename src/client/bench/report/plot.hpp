#pragma once

#include <string>

#include "client/bench/options.hpp"
#include "client/bench/run_result.hpp"

namespace hotpin::client::bench {

/// A run as an SVG picture: for each tail, the share of turns that were answered within a time,
/// counted from the end-of-speech signal (hands-free: from the last speech sample). What never came
/// keeps its line below 100 %.
std::string run_as_svg(const Options& options, const RunResult& run);

}  // namespace hotpin::client::bench
