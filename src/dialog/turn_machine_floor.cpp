// The turn machine's floor: whose turn it is to be answered, and how it ends.
#include <algorithm>
#include <utility>

#include "dialog/turn_machine.hpp"

namespace hotpin::dialog {

std::vector<Effect> TurnMachine::step(const Input& input) {
  effects_.clear();
  std::visit([this](const auto& what) { on(what); }, input);
  return std::exchange(effects_, {});
}

bool TurnMachine::is_idle() const {
  // An open microphone in which nobody speaks is no utterance.
  const bool speaks = ears_ == Ears::collecting && (!hands_free_ || listening_.has_speech());
  return !speaks && mouth_ == Mouth::idle && !listened_out_;
}

void TurnMachine::on(const CancelRequested&) {
  forget_listening_out();
  if (mouth_ == Mouth::idle) return;
  if (mouth_ == Mouth::recognising) emit(DiscardUtterance{current_.turn});
  stop_reply(StopReply::Why::cancelled);
  take_next();
}

/// Whoever writes while a reply plays has read it, or wants to go on: it stops.
void TurnMachine::on(const TextTyped& input) {
  if (mouth_ == Mouth::replying) {
    stop_reply(StopReply::Why::interrupted);
    take_next();
  }
  end_utterance({.turn = {++last_turn_.value}, .transcript = input.text});
}

void TurnMachine::on(const UnreadableAudio& input) {
  if (ears_ == Ears::dropping) return on(EndOfSpeech{});  // its turn has been closed at its cap
  if (ears_ == Ears::collecting) discard_utterance();
  end_utterance({.turn = {++last_turn_.value}, .unreadable = input.detail, .transcript = ""});
}

void TurnMachine::on(const Recognised& input) {
  if (end_listening_out({.turn = input.turn, .transcript = input.text})) return;
  if (Utterance* utterance = find(input.turn)) utterance->transcript = input.text;
  answer_if_recognised();
}

void TurnMachine::on(const RecognitionFailed& input) {
  if (ears_ == Ears::collecting && listening_.turn == input.turn) {
    listening_.has_failed = true;
    if (!hands_free_) return;  // its end is waited for
    close_utterance(false);
    return let_reply_go_on();
  }
  if (end_listening_out({.turn = input.turn, .failed = true, .transcript = ""})) return;
  if (Utterance* utterance = find(input.turn)) {
    utterance->failed = true;
    utterance->transcript = "";
  }
  answer_if_recognised();
}

void TurnMachine::on(const ReplySays& input) {
  if (mouth_ != Mouth::replying || input.turn != current_.turn) return;
  said_ += (said_.empty() ? "" : " ") + input.text;
  spoken_ += (spoken_.empty() ? "" : " ") + input.speech;
}

void TurnMachine::on(const ReplyEnded& input) {
  if (mouth_ != Mouth::replying || input.turn != current_.turn) return;
  mouth_ = Mouth::idle;
  is_held_ = false;
  take_next();
}

/// Only while nobody has begun anything else: what was said since is newer.
void TurnMachine::on(const ReplyFound&) {
  if (!is_idle() || current_.turn.value != 0) return;
  if (ears_ == Ears::collecting) discard_utterance();  // an open microphone, in front of the echo
  current_ = {.turn = {++last_turn_.value}};
  mouth_ = Mouth::replying;
  said_.clear();
  spoken_.clear();
  emit(RestoreReply{current_.turn});
}

void TurnMachine::on(const ResetRequested&) {
  let_reply_go_on();
  ears_ = Ears::idle;
  forget_listening_out();
  emit(ForgetHistory{last_turn_});
}

TurnMachine::Utterance* TurnMachine::find(TurnId turn) {
  if (mouth_ == Mouth::recognising && current_.turn == turn) return &current_;
  if (waiting_ && waiting_->turn == turn) return &*waiting_;
  return nullptr;
}

void TurnMachine::end_utterance(Utterance utterance) {
  forget_listening_out();
  if (mouth_ == Mouth::idle) {
    give_floor(std::move(utterance));
  } else {
    keep_waiting(std::move(utterance));
  }
}

void TurnMachine::keep_waiting(Utterance utterance) {
  if (waiting_) {
    emit(DiscardUtterance{waiting_->turn});
    replaced_.push_back(waiting_->turn);
    if (replaced_.size() > kMaxWaitingNotices) {
      emit(CloseClient{"too many utterances while a reply is going out"});
      replaced_.pop_back();
    }
  }
  waiting_ = std::move(utterance);
}

void TurnMachine::give_floor(Utterance utterance) {
  current_ = std::move(utterance);
  mouth_ = Mouth::recognising;
  emit(AnnounceTurn{current_.turn, current_.hit_limit});
  answer_if_recognised();
}

void TurnMachine::answer_if_recognised() {
  if (mouth_ != Mouth::recognising || !current_.transcript) return;
  mouth_ = Mouth::replying;
  said_.clear();
  spoken_.clear();
  is_held_ = false;
  hears_itself_ = false;
  if (current_.failed) {
    drop_ahead();
    emit(SpeakNotice{current_.turn, Notice::failed});
  } else if (!current_.unreadable.empty()) {
    drop_ahead();
    emit(SpeakNotice{current_.turn, Notice::unreadable, current_.unreadable});
  } else if (current_.transcript->empty()) {
    drop_ahead();
    emit(SpeakNotice{current_.turn, Notice::not_understood});
  } else {
    start_reply();
  }
}

void TurnMachine::start_reply() {
  const bool is_begun =
      ahead_ && ahead_->turn == current_.turn && ahead_->text == *current_.transcript;
  if (!is_begun) drop_ahead();
  ahead_.reset();
  emit(StartReply{current_.turn, *current_.transcript, is_begun});
}

void TurnMachine::stop_reply(StopReply::Why why) {
  if (is_ahead_of(current_.turn)) drop_ahead();
  mouth_ = Mouth::idle;
  is_held_ = false;
  emit(StopReply{current_.turn, why});
}

void TurnMachine::take_next() {
  if (!replaced_.empty()) {
    current_ = {.turn = replaced_.front()};
    replaced_.pop_front();
    mouth_ = Mouth::replying;
    said_.clear();
    spoken_.clear();
    emit(SpeakNotice{current_.turn, Notice::busy});
  } else if (waiting_) {
    give_floor(*std::exchange(waiting_, std::nullopt));
  }
}

}  // namespace hotpin::dialog
