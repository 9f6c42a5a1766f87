#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "dialog/turn/ahead_work.hpp"
#include "dialog/turn/outgoing_reply.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// An utterance that has ended.
struct Utterance {
  TurnId turn;
  bool hit_limit = false;
  bool failed = false;
  std::string unreadable{};  ///< why nobody could listen to it
  std::optional<std::string> transcript{};
};

/// Whose turn it is to be answered, who waits for it, and how it ends. Pure; a part of the turn
/// machine.
class Floor {
 public:
  /// Replaced utterances that wait for their notice; more close the client.
  static constexpr std::size_t kMaxWaitingNotices = 4;

  Floor(Effects& effects, AheadWork& ahead) : effects_(effects), ahead_(ahead), reply_(effects) {}

  bool is_free() const { return state_ == State::free; }
  bool is_replying() const { return state_ == State::replying; }
  bool is_replying_to(TurnId turn) const { return is_replying() && current_.turn == turn; }
  /// Somebody had it.
  bool was_taken() const { return current_.turn.value != 0; }
  /// Only while is_replying().
  OutgoingReply& reply() { return reply_; }

  /// It is answered now, or waits: one, and a further one replaces it.
  void end_utterance(Utterance utterance);
  /// The recogniser's last word on a turn; what is not known here is dropped.
  void recognised(TurnId turn, std::string text);
  void recognition_failed(TurnId turn);
  void restore(TurnId turn);
  /// Whoever has the floor loses it to who waits.
  void stop(StopReply::Why why);
  void reply_ended();

 private:
  enum class State { free, recognising, replying };

  Utterance* find(TurnId turn);
  void keep_waiting(Utterance utterance);
  void give(Utterance utterance);
  void answer_if_recognised();
  void begin_reply();
  void say_notice(Notice notice);
  void take_next();

  Effects& effects_;
  AheadWork& ahead_;
  State state_ = State::free;
  Utterance current_;  // while it is not free
  OutgoingReply reply_;
  std::optional<Utterance> waiting_;
  std::deque<TurnId> replaced_;  // bound: kMaxWaitingNotices
};

}  // namespace hotpin::dialog
