#include "load/turn_tracker.hpp"

#include <algorithm>
#include <utility>

#include "client/wire/pcm.hpp"

namespace hotpin::bench {

using Kind = ServerSaid::Kind;

void TurnTracker::begin(TurnRecord planned) {
  previous_is_unanswered_ = !records_.empty() && !was_answered_;
  is_answer_ = was_answered_ = false;
  records_.push_back(std::move(planned));
}

void TurnTracker::signalled(base::TimePoint at) {
  records_.back().signalled = at;
  ++signals_;
  if (has_turn_numbers_) records_.back().server_turn = signals_;
}

void TurnTracker::take(const ServerSaid& said, base::TimePoint at) {
  if (records_.empty()) return;
  TurnRecord& last = records_.back();
  if (said.kind == Kind::reply_began) {
    reply_began(said.turn, at);
  } else if (said.kind == Kind::reply_audio) {
    if (!is_answer_) return;
    if (!last.first_audible && client::first_audible(said.audio)) last.first_audible = at;
    if (!said.audio.empty()) last.play(said.audio.size(), at);
  } else if (said.kind == Kind::turn_taken) {
    taken(said.turn, at);
  } else if (said.kind == Kind::reply_ended) {
    ended(said, at);
  } else if (said.kind == Kind::transcript) {
    TurnRecord* record = of(said.turn);
    if (record == nullptr) return;
    record->transcribed = at;
    if (!record->transcript.empty()) record->transcript += ' ';
    record->transcript += said.text;
  } else if (TurnRecord* record = of(said.turn); record != nullptr) {
    if (said.kind == Kind::ledger) record->figures = said.figures;
    if (said.kind == Kind::error) record->error = said.text;
  }
}

/// The record a server's turn belongs to; without a number the last one.
TurnRecord* TurnTracker::of(int server_turn) {
  if (server_turn == 0) return &records_.back();
  const auto is_it = [server_turn](const TurnRecord& record) {
    return record.server_turn == server_turn;
  };
  const auto found = std::find_if(records_.rbegin(), records_.rend(), is_it);
  return found == records_.rend() ? nullptr : &*found;
}

void TurnTracker::taken(int server_turn, base::TimePoint at) {
  TurnRecord& last = records_.back();
  const bool is_late = !has_turn_numbers_ && previous_is_unanswered_ && at < last.speech_ended;
  if (is_late) return;
  if (!has_turn_numbers_ && !was_answered_) last.server_turn = server_turn;
  if (TurnRecord* record = of(server_turn); record != nullptr) record->taken = at;
  last.is_early |= !has_turn_numbers_ && at < last.speech_ended;
}

void TurnTracker::reply_began(int server_turn, base::TimePoint at) {
  TurnRecord& last = records_.back();
  if (has_turn_numbers_) {
    is_answer_ = last.server_turn != 0 && last.server_turn == server_turn;
  } else {
    is_answer_ = at >= last.speech_ended && !was_answered_;
    last.is_early |= at < last.speech_ended && !previous_is_unanswered_;
    if (is_answer_) last.server_turn = server_turn;
  }
  was_answered_ |= is_answer_;
}

void TurnTracker::ended(const ServerSaid& said, base::TimePoint at) {
  TurnRecord* record = said.turn == 0 && !is_answer_ ? nullptr : of(said.turn);
  if (record == &records_.back()) is_answer_ = false;
  if (record == nullptr) return;
  // A reply that came too early may end before the answer begins.
  if (record == &records_.back() && !was_answered_ && !has_turn_numbers_) return;
  record->ended = at;
  record->how = said.text;
}

}  // namespace hotpin::bench
