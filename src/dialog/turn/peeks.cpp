#include "dialog/turn/peeks.hpp"

#include <algorithm>

namespace hotpin::dialog {

bool Peeks::ask(const Listening& heard) {
  const bool was_asked = asked_up_to_ != 0 && heard.speech_end <= asked_up_to_ + Listening::kSlack;
  if (!heard.has_speech() || was_asked || heard.has_failed) return false;
  ++count_;
  asked_up_to_ = heard.speech_end;
  speech_at_pause_ = heard.speech;
  return true;
}

bool Peeks::ask_as_favour(const Listening& heard, const TurnRules& rules) {
  const std::size_t first = rules.reads_ahead ? kPause : kFavourPause;
  const std::size_t pause = std::min(first + kMoreFavourPause * count_, kMostFavourPause);
  const std::size_t most = kLeast + heard.speech / kSpeechPerPeek;
  return rules.peeks && heard.quiet() >= pause && count_ < most && ask(heard);
}

bool Peeks::ask_over_reply(const Listening& heard) {
  const bool spoke_on = heard.speech >= speech_at_pause_ + kJudgeEvery;
  return (spoke_on || heard.quiet() >= kPause) && ask(heard);
}

bool Peeks::ask_while_spoken(const Listening& heard, const TurnRules& rules) {
  if (!rules.reads_ahead || heard.has_failed) return false;
  const std::size_t quiet = heard.quiet();
  const bool is_breath = quiet >= kBreathPause;
  if (quiet >= kPause || (quiet > 0 && !is_breath)) return false;
  const std::size_t percent = is_breath ? kMoreWordsAtBreathPercent : kMoreWordsPercent;
  if (heard.speech < std::max(kFirstWords, speech_spoken_ * percent / 100)) return false;
  speech_spoken_ = heard.speech;
  return true;
}

}  // namespace hotpin::dialog
