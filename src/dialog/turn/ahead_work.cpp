#include "dialog/turn/ahead_work.hpp"

#include <utility>

#include "dialog/turn/peeks.hpp"
#include "dialog/turn_text.hpp"

namespace hotpin::dialog {

void AheadWork::begin_utterance() {
  read_.clear();
  begun_ = 0;
}

void AheadWork::note_words(const Listening& heard, const TurnRules& rules, bool is_answered) {
  if (is_answered) begin(heard, rules);
  read(heard, rules);
}

void AheadWork::begin(const Listening& heard, const TurnRules& rules) {
  const std::size_t most = kLeast + heard.speech / kSpeechPerAnswer;
  const bool is_pause = !rules.reads_ahead || heard.quiet() >= Peeks::kPause;
  const bool may = rules.begins_ahead && !heard.text.empty() && heard.words_are_current() &&
                   is_pause && begun_ < most;
  if (!may || (is_of(heard.turn) && answer_->text == heard.text)) return;
  ++begun_;
  answer_ = BeginAhead{heard.turn, heard.text};
  effects_.push_back(*answer_);
}

void AheadWork::read(const Listening& heard, const TurnRules& rules) {
  if (!rules.reads_ahead || is_of(heard.turn)) return;
  std::string words = heard.words_are_current() ? heard.text : settled_words(heard.text);
  if (words.empty() || words == read_) return;
  read_ = words;
  effects_.push_back(ReadAhead{heard.turn, std::move(words)});
}

void AheadWork::begin_again() {
  if (answer_) effects_.push_back(*answer_);
}

void AheadWork::drop() {
  if (std::exchange(answer_, std::nullopt)) effects_.push_back(DropAhead{});
}

bool AheadWork::take(TurnId turn, const std::string& transcript) {
  const bool is_begun = is_of(turn) && answer_->text == transcript;
  if (!is_begun) drop();
  answer_.reset();
  return is_begun;
}

}  // namespace hotpin::dialog
