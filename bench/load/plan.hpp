#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/clock.hpp"

namespace hotpin::bench {

/// One turn of one simulated user, fixed before the run: it begins then whether or not the server
/// has answered the one before (an open loop; see docs/PERFORMANCE.md).
struct PlannedTurn {
  base::Duration start{};  ///< of speaking, since the run's begin; whole samples of 16 kHz
  std::size_t utterance = 0;
  int tail_ms = 0;  ///< room tone between the last speech sample and the end-of-speech signal
};

struct UserPlan {
  std::vector<PlannedTurn> turns;
  base::Duration end{};  ///< the last turn's answer may come until then
};

struct PlanOptions {
  std::size_t users = 1;
  std::size_t turns = 10;           ///< of each user
  std::vector<int> tails_ms = {0};  ///< taken in turn
  base::Duration listening{};       ///< from the end of speech: how long a user hears the answer
  base::Duration pause{};           ///< behind it, on average: half of it to one and a half
  base::Duration stagger{};         ///< users begin at random within it
  std::uint64_t seed = 1;
};

/// A user speaks, listens, pauses at random, and speaks again. Over as many rounds
/// as there are tails each utterance meets each of them. `lengths` are those of the utterances.
std::vector<UserPlan> make_plan(const PlanOptions& options,
                                const std::vector<base::Duration>& lengths);

}  // namespace hotpin::bench
