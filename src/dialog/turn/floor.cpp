#include "dialog/turn/floor.hpp"

#include <utility>

namespace hotpin::dialog {

void Floor::end_utterance(Utterance utterance) {
  if (waiting_) replace_waiting();
  waiting_ = std::move(utterance);
  take_next();
}

void Floor::replace_waiting() {
  effects_.push_back(DiscardUtterance{waiting_->turn});
  replaced_.push_back(waiting_->turn);
  if (replaced_.size() <= kMaxWaitingNotices) return;
  effects_.push_back(CloseClient{"too many utterances while a reply is going out"});
  replaced_.pop_back();
}

void Floor::want_answer(const StartAnswer& answer) {
  wanted_ = answer;
  take_next();
}

void Floor::recognised(const Utterance& heard) {
  Utterance* utterance = find(heard.turn);
  if (!utterance || utterance->transcript) return;
  utterance->failed = heard.failed;
  utterance->transcript = heard.transcript;
  answer_if_recognised();
}

void Floor::proceed() {
  answer_if_recognised();
  take_next();
}

void Floor::restore(TurnId turn) {
  current_ = {.turn = turn};
  begin_reply();
  effects_.push_back(RestoreReply{turn});
}

void Floor::stop(StopReply::Why why) {
  if (state_ == State::recognising && !current_.transcript) {
    effects_.push_back(DiscardUtterance{current_.turn});
  }
  if (!is_free()) {
    ahead_.drop_of(current_.turn);
    effects_.push_back(StopReply{current_.turn, why});
  }
  if (wanted_)
    effects_.push_back(StopReply{std::exchange(wanted_, std::nullopt)->turn, why, false});
  reply_ended();
}

void Floor::reply_ended() {
  state_ = State::free;
  reply_.end();
  take_next();
}

bool Floor::is_open_up_to(TurnId turn) const {
  return (!is_free() && current_.turn <= turn) || (waiting_ && waiting_->turn <= turn) ||
         (wanted_ && wanted_->turn <= turn);
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
  if (committed_.has_before(current_.turn)) return;
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
  if (!is_free()) return;
  if (!replaced_.empty()) {
    current_ = {.turn = replaced_.front()};
    replaced_.pop_front();
    begin_reply();
    effects_.push_back(SpeakNotice{current_.turn, Notice::busy});
  } else if (waiting_ && !(wanted_ && wanted_->turn < waiting_->turn)) {
    give(*std::exchange(waiting_, std::nullopt));
  } else if (wanted_ && committed_.is_empty()) {
    start_answer(*std::exchange(wanted_, std::nullopt));
  }
}

void Floor::start_answer(const StartAnswer& answer) {
  current_ = {.turn = answer.turn};
  begin_reply();
  ahead_.drop();  // it does not know of this answer
  effects_.push_back(answer);
}

}  // namespace hotpin::dialog
