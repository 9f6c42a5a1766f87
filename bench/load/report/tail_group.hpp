#pragma once

#include <vector>

#include "load/report/stages.hpp"
#include "load/report/statistics.hpp"
#include "load/run_result.hpp"

namespace hotpin::bench {

/// The turns of one tail, summarised. Hands-free all are in one.
struct TailGroup {
  int tail_ms = 0;
  Summary since_signal;  ///< end-of-speech signal to first audible sample
  Summary since_speech;  ///< last speech sample to first audible sample
  Summary until_taken;   ///< last speech sample until the server said that the turn is over
  Summary since_taken;   ///< from then to the first audible sample
  Summary longest_gap;   ///< inside an answer, of each
  std::size_t early = 0;

  // Over the turns that came with a ledger.
  std::size_t ledgers = 0;
  std::size_t ahead = 0;  ///< whose answer was begun before the end of speech
  Summary recogniser, model_prompt, model_phrase, voice, engines;
  Summary rest;          ///< signal to first audible at the client, without the engines
  Summary over_engines;  ///< the same as a ratio to the engines' time; only where it is over 1 ms
};

/// By rising tail.
std::vector<TailGroup> group_by_tail(const std::vector<TurnRecord>& turns);

}  // namespace hotpin::bench
