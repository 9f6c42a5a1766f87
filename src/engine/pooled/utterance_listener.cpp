#include "engine/pooled/utterance_listener.hpp"

#include <utility>

#include "engine/context.hpp"

namespace hotpin::engine {
namespace {

/// Activity is told at least this often.
constexpr std::size_t kTellEvery = kInputRateHz / 10;
/// What audio::voice_ending() looks at.
constexpr std::size_t kRecentSamples = 3 * kInputRateHz;
/// Silence behind speech in which audio::voice_ending() finds the room.
constexpr std::size_t kEndingPause = 96 * kInputRateHz / 1000;

}  // namespace

void UtteranceListener::hear(std::span<const std::int16_t> pcm, const std::stop_token& closed,
                             ClosableSink& sink) {
  if (!stream_) stream_ = vad_.open();  // here, since it may load a model
  rest_.insert(rest_.end(), pcm.begin(), pcm.end());
  const std::size_t size = vad_.window_samples();
  std::size_t at = 0;
  for (; at + size <= rest_.size() && !closed.stop_requested(); at += size) {
    const auto window = std::span<const std::int16_t>(rest_).subspan(at, size);
    const bool is_speech = voice_.is_speech(window, stream_->is_speech(window));
    note(window, is_speech);
    if (is_speech != was_speech_ || activity_.heard - told_ >= kTellEvery) tell(sink);
    was_speech_ = is_speech;
    if (auto heard = work_->hear(window, is_speech, closed)) sink.give(std::move(*heard));
  }
  if (at > 0 && told_ != activity_.heard) tell(sink);
  rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
}

base::Result<Hypothesis> UtteranceListener::end(const std::stop_token& closed) {
  base::Result<Hypothesis> last = work_->end(rest_, closed);
  work_.reset();
  stream_.reset();
  return last;
}

void UtteranceListener::note(std::span<const std::int16_t> window, bool is_speech) {
  activity_.heard += window.size();
  if (is_speech) {
    activity_.speech += window.size();
    activity_.speech_end = activity_.heard;
    activity_.ending.reset();
  }
  keep_recent(window);
  const std::size_t quiet = activity_.speech == 0 ? 0 : activity_.heard - activity_.speech_end;
  const bool is_long_enough_now = quiet >= kEndingPause && quiet < kEndingPause + window.size();
  if (is_long_enough_now) activity_.ending = audio::voice_ending(recent_);
}

/// Nothing while nobody has spoken: an open microphone costs no memory.
void UtteranceListener::keep_recent(std::span<const std::int16_t> pcm) {
  if (activity_.speech == 0) return;
  recent_.insert(recent_.end(), pcm.begin(), pcm.end());
  if (recent_.size() < 2 * kRecentSamples) return;
  recent_.erase(recent_.begin(), recent_.end() - static_cast<std::ptrdiff_t>(kRecentSamples));
}

void UtteranceListener::tell(ClosableSink& sink) {
  told_ = activity_.heard;
  sink.give(activity_);
}

}  // namespace hotpin::engine
