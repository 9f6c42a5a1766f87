#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine/stt.hpp"
#include "support/manual_executor.hpp"

/// What a hands-free conversation makes of a recording.
namespace hotpin::bench {

struct HeardTurns {
  std::size_t turns = 0;  ///< that held words
  std::string words;      ///< of all turns
  double end_ms = 0;      ///< of the user's audio, when the last turn was seen to be over
};

/// The turn machine, the ears and `stt`, whose tasks must run on `executor`: 20 ms by 20 ms on a
/// clock that jumps, so that the audio alone counts. Replies are over at once, and no language
/// model is asked where a sentence ends. `is_conditioned`: as a session does it.
HeardTurns hear_turns(engine::Stt& stt, const std::shared_ptr<tests::ManualExecutor>& executor,
                      std::span<const std::int16_t> pcm, bool is_conditioned);

}  // namespace hotpin::bench
