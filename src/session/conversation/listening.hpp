#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "audio/input/audio_input.hpp"
#include "protocol/server_event.hpp"
#include "session/conversation/context.hpp"
#include "session/ears.hpp"
#include "session/reply/turn_ledger.hpp"

namespace hotpin::session {

/// What a conversation hears: from a client's audio to the inputs of the turn machine, and what is
/// known of an utterance until its answer begins. Owned by its conversation; used on the session's
/// executor only.
class Listening {
 public:
  /// Of an utterance that waits for its answer.
  struct Recognition {
    TurnLedger ledger;
    std::vector<protocol::TimedWord> words;
  };

  explicit Listening(const ConversationContext& context);
  Listening(const Listening&) = delete;  // its ears call it
  Listening& operator=(const Listening&) = delete;

  // What the client sends.
  void take(std::span<const std::int16_t> pcm, bool reply_is_sounding);
  void end_speech();
  void commit();
  void clear();
  void begin_hands_free();
  void reset();

  // What the turn machine decides.
  void open(const dialog::OpenUtterance& effect) { ears_->open(effect.turn, effect.is_live); }
  void hear(const dialog::Hear& effect) { ears_->hear(effect.turn, effect.pcm); }
  void peek(const dialog::Peek& effect) { ears_->peek(effect.turn); }
  void close(const dialog::CloseUtterance& effect);
  void take_words(const dialog::TakeWords& effect);
  void discard(const dialog::DiscardUtterance& effect);
  /// `question` asks the language model what the effect wants to know.
  void judge_end(const dialog::JudgeEnd& effect, engine::LlmRequest question);
  /// A turn is taken up.
  void note_floor() { floor_at_ = context_.executor->now(); }
  /// To be called when all effects of a step are performed: audio behind the end of an utterance is
  /// the next one's.
  void hear_rest();

  /// For the turn's answer, which begins.
  Recognition take_recognition(base::TurnId turn);
  void forget(base::TurnId turn) { heard_.erase(turn); }
  /// The client is gone.
  void stop() { ears_->discard_all(); }

 private:
  Ears::Listener ears_listener();
  void arrive(std::span<const std::int16_t> pcm);
  bool tell_unreadable();
  void leave_rest(base::TurnId turn);
  void on_heard(Ears::Heard heard);
  void note(const Ears::Heard& heard);

  const ConversationContext& context_;
  audio::AudioInput input_;
  std::shared_ptr<Ears> ears_;
  std::map<base::TurnId, Recognition>
      heard_;       // recognised, not answered or kept yet: bounded by the machine
  Ears::Pcm rest_;  // see hear_rest(); bound: that of Ears
  base::TimePoint floor_at_{};
};

}  // namespace hotpin::session
