#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "audio/faded_voice.hpp"
#include "engine/pooled/closable_sink.hpp"
#include "engine/pooled_stt.hpp"
#include "engine/vad.hpp"

namespace hotpin::engine {

/// An utterance as its tasks see it, one at a time: window by window through the detector to the
/// recogniser. Not thread-safe.
class UtteranceListener {
 public:
  /// `vad` outlives it.
  UtteranceListener(Vad& vad, std::unique_ptr<UtteranceWork> work)
      : vad_(vad), work_(std::move(work)) {}

  /// Tells `sink` of voice and of words; what is less than a window waits for the next call. Stops
  /// between two windows when `closed` asks for it.
  void hear(std::span<const std::int16_t> pcm, const std::stop_token& closed, ClosableSink& sink);
  /// The words so far, as SttStream::peek() wants them.
  std::optional<Hypothesis> peek(const std::stop_token& closed) { return work_->peek(closed); }
  /// The last words. Nothing may be called after it.
  base::Result<Hypothesis> end(const std::stop_token& closed);

 private:
  void note(std::span<const std::int16_t> window, bool is_speech);
  void keep_recent(std::span<const std::int16_t> pcm);
  void tell(ClosableSink& sink);

  Vad& vad_;
  std::unique_ptr<UtteranceWork> work_;
  std::unique_ptr<VadStream> stream_;
  audio::FadedVoice voice_;
  std::vector<std::int16_t> rest_;    // less than a window
  std::vector<std::int16_t> recent_;  // bound: twice kRecentSamples
  VoiceActivity activity_;
  std::size_t told_ = 0;  // activity_.heard when it was last given
  bool was_speech_ = false;
};

}  // namespace hotpin::engine
