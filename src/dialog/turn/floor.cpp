#include "dialog/turn/floor.hpp"

#include <utility>

namespace hotpin::dialog {

void Floor::end_utterance(Utterance utterance) {
  if (is_free()) give(std::move(utterance));
  else keep_waiting(std::move(utterance));
}

void Floor::keep_waiting(Utterance utterance) {
  if (waiting_) {
    effects_.push_back(DiscardUtterance{waiting_->turn});
    replaced_.push_back(waiting_->turn);
    if (replaced_.size() > kMaxWaitingNotices) {
      effects_.push_back(CloseClient{"too many utterances while a reply is going out"});
      replaced_.pop_back();
    }
  }
  waiting_ = std::move(utterance);
}

void Floor::recognised(TurnId turn, std::string text) {
  if (Utterance* utterance = find(turn)) utterance->transcript = std::move(text);
  answer_if_recognised();
}

void Floor::recognition_failed(TurnId turn) {
  if (Utterance* utterance = find(turn)) {
    utterance->failed = true;
    utterance->transcript = "";
  }
  answer_if_recognised();
}

void Floor::restore(TurnId turn) {
  current_ = {.turn = turn};
  begin_reply();
  effects_.push_back(RestoreReply{turn});
}

void Floor::stop(StopReply::Why why) {
  if (state_ == State::recognising) effects_.push_back(DiscardUtterance{current_.turn});
  ahead_.drop_of(current_.turn);
  effects_.push_back(StopReply{current_.turn, why});
  reply_ended();
}

void Floor::reply_ended() {
  state_ = State::free;
  reply_.end();
  take_next();
}

Utterance* Floor::find(TurnId turn) {
  if (state_ == State::recognising && current_.turn == turn) return &current_;
  if (waiting_ && waiting_->turn == turn) return &*waiting_;
  return nullptr;
}

void Floor::give(Utterance utterance) {
  current_ = std::move(utterance);
  state_ = State::recognising;
  effects_.push_back(AnnounceTurn{current_.turn, current_.hit_limit});
  answer_if_recognised();
}

void Floor::answer_if_recognised() {
  if (state_ != State::recognising || !current_.transcript) return;
  begin_reply();
  if (current_.failed) return say_notice(Notice::failed);
  if (!current_.unreadable.empty()) return say_notice(Notice::unreadable);
  if (current_.transcript->empty()) return say_notice(Notice::not_understood);
  const bool is_begun = ahead_.take(current_.turn, *current_.transcript);
  effects_.push_back(StartReply{current_.turn, *current_.transcript, is_begun});
}

void Floor::begin_reply() {
  state_ = State::replying;
  reply_.begin(current_.turn);
}

void Floor::say_notice(Notice notice) {
  ahead_.drop();
  effects_.push_back(SpeakNotice{current_.turn, notice, current_.unreadable});
}

void Floor::take_next() {
  if (!replaced_.empty()) {
    current_ = {.turn = replaced_.front()};
    replaced_.pop_front();
    begin_reply();
    effects_.push_back(SpeakNotice{current_.turn, Notice::busy});
  } else if (waiting_) {
    give(*std::exchange(waiting_, std::nullopt));
  }
}

}  // namespace hotpin::dialog
