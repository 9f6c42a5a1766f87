#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "audio/listening_rate.hpp"
#include "base/executor.hpp"
#include "base/result.hpp"
#include "engine/stt.hpp"
#include "engine/vad.hpp"

namespace hotpin::engine {

/// What a recogniser that computes does for one utterance. Owned by its stream's tasks on the stt
/// pool, which run one at a time, in order. Between two long steps it looks at `closed`: nobody
/// listens any more.
class UtteranceWork {
 public:
  virtual ~UtteranceWork() = default;
  /// The next window (Vad::window_samples()) and whether it holds speech. A partial hypothesis when
  /// it changed the words.
  virtual std::optional<Hypothesis> hear(std::span<const std::int16_t> window, bool is_speech,
                                         const std::stop_token& closed) = 0;
  /// The words so far, as SttStream::peek() wants them.
  virtual std::optional<Hypothesis> peek(const std::stop_token& /*closed*/) { return std::nullopt; }
  /// Nothing follows but `rest`, less than a window; what failed before is told now. compute_ms is
  /// the stream's to fill in.
  virtual base::Result<Hypothesis> end(std::span<const std::int16_t> rest,
                                       const std::stop_token& closed) = 0;
};

/// A stream whose audio waits (ten minutes at most; sessions cap utterances far below), is looked
/// through by `vad` and worked on by `pool`. When the pool refuses a task, the audio waits for the
/// next; when it refuses the last one the stream ends with the error "overloaded". One task takes
/// up `task_samples` at most.
std::unique_ptr<SttStream> make_pooled_stream(base::TaskRunner& pool, Vad& vad,
                                              std::unique_ptr<UtteranceWork> work, SttSink sink,
                                              std::size_t task_samples = audio::kListeningHz);

}  // namespace hotpin::engine
