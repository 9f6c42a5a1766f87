#pragma once

#include <cstddef>
#include <vector>

#include "load/machine.hpp"
#include "load/turn_record.hpp"

namespace hotpin::bench {

/// What the server weighed with so many sessions connected that had said nothing yet.
struct GrowthPoint {
  std::size_t sessions = 0;
  ProcessTree::Weight weight;
};

/// Everything a run learned. A plain value.
struct RunResult {
  std::vector<TurnRecord> turns;
  std::vector<double> lateness_ms;  ///< of every audio message
  double wall_s = 0;
  double conversation_min =
      0;                 ///< of those that talked, from their first word to their last answer
  double answers_s = 0;  ///< audio received

  bool has_server = false;  ///< else nothing is known of its process
  double server_cpu_s = 0;
  std::vector<GrowthPoint> growth;
  ProcessTree::Weight weight_after;  ///< when all turns are over, everybody still connected

  double generator_cpu_s = 0;
  double other_cores = 0;   ///< taken by programs that are no part of the run
  double stolen_cores = 0;  ///< taken by the host
  std::size_t lost = 0;     ///< connections that broke
};

/// A run whose own messages were later than this is void: it measured its generator.
inline constexpr double kMaxLatenessP99Ms = 5;

}  // namespace hotpin::bench
