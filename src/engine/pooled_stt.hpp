#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "base/executor.hpp"
#include "base/result.hpp"
#include "engine/stt.hpp"

namespace hotpin::engine {

/// What a recogniser that computes does for one utterance. Owned by its stream's tasks on the stt
/// pool, which run one at a time, in order.
class UtteranceWork {
 public:
  virtual ~UtteranceWork() = default;
  /// The next samples. A partial hypothesis when they changed the words. Between two long steps it
  /// looks at `closed`: nobody listens any more.
  virtual std::optional<Hypothesis> hear(std::span<const std::int16_t> pcm,
                                         const std::stop_token& closed) = 0;
  /// Nothing follows; what failed in hear() is told now. compute_ms is the stream's to fill in.
  virtual base::Result<Hypothesis> end(const std::stop_token& closed) = 0;
};

/// How much audio one task takes up, in samples.
struct TaskSlice {
  std::size_t least = 1;      ///< less waits for more, until the utterance ends
  std::size_t most = 16'000;  ///< between two tasks others have their turn
};

/// A stream whose audio waits (ten minutes at most; sessions cap utterances far below) and is
/// worked on by `pool`. When the pool refuses a task, the audio waits for the next; when it refuses
/// the last one the stream ends with the error "overloaded".
std::unique_ptr<SttStream> make_pooled_stream(base::TaskRunner& pool, TaskSlice slice,
                                              std::unique_ptr<UtteranceWork> work, SttSink sink);

}  // namespace hotpin::engine
