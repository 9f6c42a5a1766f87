#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace hotpin::engine {

/// What a judge makes of a turn, and what it cost.
struct TurnJudgement {
  double finished = 0;    ///< how likely it is that the speaker has finished: from 0 to 1
  double queue_ms = 0;    ///< that the question waited
  double compute_ms = 0;  ///< engine time
};

/// Called on the engine's thread, at most once. Must not block or throw.
using JudgementSink = std::function<void(TurnJudgement)>;

/// Hears by the voice whether somebody has finished. Shared by all sessions. Thread-safe. No call
/// blocks but warm_up().
class TurnJudge {
 public:
  virtual ~TurnJudge() = default;
  virtual std::string_view name() const = 0;
  /// Blocks; at start only.
  virtual base::Status warm_up() = 0;
  /// How many samples of a turn's end it hears: more need not be given.
  virtual std::size_t heard_samples() const = 0;
  /// Asked once at a pause. `turn` is 16 kHz mono, from the turn's first word to now, the pause
  /// too. A favour: an engine that fails, or has too much to do, never calls the sink; whoever asks
  /// puts the mean of its judgements in the place of one that does not come in time, and then asks
  /// for a stop: the sink is called no more, unless it is being called.
  virtual void judge(std::vector<std::int16_t> turn, JudgementSink sink, std::stop_token stop) = 0;
};

}  // namespace hotpin::engine
