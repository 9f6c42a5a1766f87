#pragma once

#include "client/live/server_link.hpp"
#include "client/live/talk_key.hpp"
#include "client/live/voice_input.hpp"
#include "client/view.hpp"

namespace hotpin::client {

/// What the user says, on its way to the server: while the talk key is down, or always. Owned by
/// the live session, on its thread.
class UserSpeech {
 public:
  UserSpeech(std::unique_ptr<Microphone> microphone, ServerLink& link, View& view)
      : voice_(std::move(microphone)), link_(link), view_(view) {}

  /// Hands-free from here on.
  void listen();
  TalkKey::Action press(base::TimePoint now) { return key_.press(now); }
  void begin();
  /// The user has finished; false when nothing had begun.
  bool end();
  /// The server has closed the utterance before its speaker has.
  void cut();
  /// The connection is lost, and what was being said with it.
  void lose();
  /// Sends what has been said since. True: the user has finished. The error says that the
  /// microphone is gone.
  base::Result<bool> step(base::TimePoint now);

  bool is_talking() const { return is_talking_; }
  /// Nothing more will be said: a file is at its end, and without keys also one that was cut.
  bool has_ended(bool has_keys) const { return voice_.has_ended() || (was_cut_ && !has_keys); }
  bool has_talked() const { return has_talked_; }

 private:
  void stop();
  void show_losses();

  VoiceInput voice_;
  ServerLink& link_;
  View& view_;
  TalkKey key_;
  bool is_talking_ = false;
  bool has_talked_ = false;
  bool was_cut_ = false;
  std::uint64_t shown_losses_ = 0;
};

}  // namespace hotpin::client
