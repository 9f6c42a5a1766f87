#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "dialog/turn/ahead_work.hpp"
#include "dialog/turn/committed_utterances.hpp"
#include "dialog/turn/outgoing_reply.hpp"
#include "dialog/turn/utterance.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// Whose turn it is to be answered, who waits for it, and how it ends. Turns that wait get it in
/// their order, behind the notices of those that were replaced; what was committed before a turn is
/// known when the turn is answered. Pure; a part of the turn machine.
class Floor {
 public:
  /// Replaced utterances that wait for their notice; more close the client.
  static constexpr std::size_t kMaxWaitingNotices = 4;

  Floor(Effects& effects, AheadWork& ahead, const CommittedUtterances& committed)
      : effects_(effects), ahead_(ahead), committed_(committed), reply_(effects) {}

  bool is_free() const { return state_ == State::free; }
  /// Nor does anybody wait for it.
  bool is_idle() const { return is_free() && !waiting_ && !wanted_; }
  bool is_replying() const { return state_ == State::replying; }
  bool is_replying_to(TurnId turn) const { return is_replying() && current_.turn == turn; }
  /// A turn up to this one has it, or waits for it.
  bool is_open_up_to(TurnId turn) const;
  /// Somebody had it.
  bool was_taken() const { return current_.turn.value != 0; }
  /// Only while is_replying().
  OutgoingReply& reply() { return reply_; }

  /// It is answered now, or waits: one, and a further one replaces it.
  void end_utterance(Utterance utterance);
  bool is_answer_wanted() const { return wanted_.has_value(); }
  /// What the conversation holds is answered now, or the answer waits. Not while one waits.
  void want_answer(const StartAnswer& answer);
  /// Only while one waits.
  void change_wanted_answer(bool speaks) { wanted_->speaks = speaks; }
  /// The recogniser's last word on a turn; what is not known here is dropped.
  void recognised(const Utterance& heard);
  /// Committed utterances became known.
  void proceed();
  void restore(TurnId turn);
  /// Whoever has the floor loses it to the utterance that waits; an answer that waits is dropped.
  void stop(StopReply::Why why);
  void reply_ended();

 private:
  enum class State { free, recognising, replying };

  Utterance* find(TurnId turn);
  void replace_waiting();
  void give(Utterance utterance);
  void answer_if_recognised();
  void begin_reply();
  void say_notice(Notice notice);
  void take_next();
  void start_answer(const StartAnswer& answer);

  Effects& effects_;
  AheadWork& ahead_;
  const CommittedUtterances& committed_;
  State state_ = State::free;
  Utterance current_;  // while it is not free
  OutgoingReply reply_;
  std::optional<Utterance> waiting_;
  std::optional<StartAnswer> wanted_;  // and waits
  std::deque<TurnId> replaced_;        // bound: kMaxWaitingNotices
};

}  // namespace hotpin::dialog
