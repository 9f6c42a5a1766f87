#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audio/resampler.hpp"
#include "base/result.hpp"
#include "client/live/reply_playout.hpp"
#include "client/sound/audio_device.hpp"

namespace hotpin::client {

/// Plays replies, one after another, on a speaker of any rate, and knows what was heard of the one
/// that plays. Owned by the live session, on its thread; no call waits.
class ReplyPlayer {
 public:
  explicit ReplyPlayer(std::unique_ptr<Speaker> speaker);

  /// `before_ms` of it were heard on a connection that was lost.
  void begin(int turn, double before_ms = 0);
  void add_phrase(std::string text) { reply_.add_phrase(std::move(text)); }
  void add_message(std::string_view bytes) { reply_.add_message(bytes); }
  void pause(bool is_paused) { speaker_->pause(is_paused); }
  void drop();

  /// Hands sound on, and gives the phrases and words whose sound has begun since the last call. The
  /// error says that the speaker is gone.
  base::Result<std::vector<Event>> play();

  int turn() const { return reply_.turn(); }
  double heard_ms() const;
  bool is_audible() const { return reply_.is_audible(); }
  /// The end has come, and been heard.
  bool is_quiet() const;
  /// More has come than the speaker takes: the server need not be read just now.
  bool is_full() const;

 private:
  std::unique_ptr<Speaker> speaker_;
  audio::Resampler resampler_;
  ReplyPlayout reply_;
  std::vector<std::int16_t> converted_;  ///< for the speaker, which did not take it yet
  std::uint64_t queued_ = 0;             ///< the speaker's samples, ever
  std::uint64_t reply_began_ = 0;        ///< at this one of them
  double before_ms_ = 0;
  bool is_flushed_ = true;  ///< the resampler holds nothing back
};

}  // namespace hotpin::client
