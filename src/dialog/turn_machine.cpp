#include "dialog/turn_machine.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::dialog {

std::vector<Effect> TurnMachine::step(const Input& input) {
  effects_.clear();
  std::visit([this](const auto& what) { on(what); }, input);
  return std::exchange(effects_, {});
}

void TurnMachine::on(const AudioArrived& input) {
  if (ears_ == Ears::dropping || input.samples == 0) return;
  if (ears_ == Ears::idle) begin_utterance();
  const std::size_t room = max_utterance_samples_ - collected_samples_;
  const std::size_t taken = std::min(room, input.samples);
  collected_samples_ += taken;
  if (taken > 0) emit(Hear{collecting_, taken});
  if (collected_samples_ < max_utterance_samples_) return;
  ears_ = Ears::dropping;  // up to and including the client's own end of speech
  emit(CloseUtterance{collecting_});
  end_utterance({.turn = collecting_, .hit_limit = true});
}

void TurnMachine::on(const EndOfSpeech&) {
  const Ears were = std::exchange(ears_, Ears::idle);
  if (were == Ears::dropping) return;
  if (were == Ears::collecting) {
    emit(CloseUtterance{collecting_});
    end_utterance({.turn = collecting_});
  } else {
    // Nothing was sent: a turn all the same, since the client waits for its answer.
    end_utterance({.turn = {++last_turn_.value}, .transcript = ""});
  }
}

void TurnMachine::on(const Recognised& input) {
  if (Utterance* utterance = find(input.turn)) utterance->transcript = input.text;
  answer_if_recognised();
}

void TurnMachine::on(const RecognitionFailed& input) {
  if (Utterance* utterance = find(input.turn)) {
    utterance->failed = true;
    utterance->transcript = "";
  }
  answer_if_recognised();
}

void TurnMachine::on(const ReplyEnded& input) {
  if (mouth_ != Mouth::replying || input.turn != current_.turn) return;
  mouth_ = Mouth::idle;
  take_next();
}

void TurnMachine::on(const ResetRequested&) {
  if (ears_ == Ears::collecting) emit(DiscardUtterance{collecting_});
  ears_ = Ears::idle;
  emit(ForgetHistory{});
}

TurnMachine::Utterance* TurnMachine::find(TurnId turn) {
  if (mouth_ == Mouth::recognising && current_.turn == turn) return &current_;
  if (waiting_ && waiting_->turn == turn) return &*waiting_;
  return nullptr;
}

void TurnMachine::begin_utterance() {
  ears_ = Ears::collecting;
  collecting_ = {++last_turn_.value};
  collected_samples_ = 0;
  emit(OpenUtterance{collecting_});
}

void TurnMachine::end_utterance(Utterance utterance) {
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
  if (current_.failed) {
    emit(SpeakNotice{current_.turn, Notice::failed});
  } else if (current_.transcript->empty()) {
    emit(SpeakNotice{current_.turn, Notice::not_understood});
  } else {
    emit(StartReply{current_.turn, *current_.transcript});
  }
}

void TurnMachine::take_next() {
  if (!replaced_.empty()) {
    current_ = {.turn = replaced_.front()};
    replaced_.pop_front();
    mouth_ = Mouth::replying;
    emit(SpeakNotice{current_.turn, Notice::busy});
  } else if (waiting_) {
    give_floor(*std::exchange(waiting_, std::nullopt));
  }
}

}  // namespace hotpin::dialog
