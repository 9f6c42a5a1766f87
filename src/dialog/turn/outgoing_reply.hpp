#pragma once

#include <string>

#include "dialog/turn/interruption.hpp"
#include "dialog/turn/listening.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// The reply that is going out, and whether what is heard meanwhile interrupts it. Pure; a part of
/// the turn machine.
class OutgoingReply {
 public:
  explicit OutgoingReply(Effects& effects) : effects_(effects) {}

  void begin(TurnId turn);
  void end() { is_held_ = false; }
  void says(const ReplySays& phrase);
  /// Somebody speaks: nothing more goes out until it is known what it is.
  void hold_if_spoken_over(const Listening& heard);
  void resume();
  Verdict judge(const Listening& heard);
  bool is_held() const { return is_held_; }

 private:
  Effects& effects_;
  TurnId turn_;
  std::string said_;           // what went out
  std::string spoken_;         // the same as the voice reads it
  bool is_held_ = false;       // while it is judged whether somebody interrupts
  bool hears_itself_ = false;  // an echo of it was found
};

}  // namespace hotpin::dialog
