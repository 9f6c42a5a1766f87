#include "dialog/turn/outgoing_reply.hpp"

#include <utility>

namespace hotpin::dialog {

void OutgoingReply::begin(TurnId turn) {
  turn_ = turn;
  said_.clear();
  spoken_.clear();
  is_held_ = false;
  hears_itself_ = false;
}

void OutgoingReply::says(const ReplySays& phrase) {
  said_ += (said_.empty() ? "" : " ") + phrase.text;
  spoken_ += (spoken_.empty() ? "" : " ") + phrase.speech;
}

void OutgoingReply::hold_if_spoken_over(const Listening& heard) {
  if (heard.speech < kHoldSpeech || is_held_ || hears_itself_) return;
  is_held_ = true;
  effects_.push_back(HoldReply{turn_});
}

void OutgoingReply::resume() {
  if (std::exchange(is_held_, false)) effects_.push_back(ResumeReply{turn_});
}

Verdict OutgoingReply::judge(const Listening& heard) {
  const Verdict verdict = dialog::judge({.text = heard.text,
                                         .is_text_known = heard.text_end != 0,
                                         .is_text_current = heard.words_are_current(),
                                         .speech = heard.has_speech() ? heard.speech : 0,
                                         .quiet = heard.quiet(),
                                         .said = said_,
                                         .spoken = spoken_});
  // Before any speech there is nothing that could be an echo.
  if (verdict == Verdict::echo && heard.speech > 0) hears_itself_ = true;
  return verdict;
}

}  // namespace hotpin::dialog
