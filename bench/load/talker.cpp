#include "load/talker.hpp"

#include <algorithm>
#include <utility>

#include "client/wire/pcm.hpp"

namespace hotpin::bench {
namespace {

using client::length_of;

constexpr std::size_t kBytesPerSample = 2;

std::unique_ptr<Dialect> make_dialect(const Options& options) {
  if (options.server == Server::pipecat) return make_pipecat_dialect();
  return make_hotpin_dialect(options.turn_end, options.token);
}

}  // namespace

Talker::Talker(std::size_t user, Scene& scene, TalkerObserver& observer)
    : user_(user),
      scene_(scene),
      observer_(observer),
      dialect_(make_dialect(scene.options)),
      tracker_(dialect_->has_turn_numbers()) {}

void Talker::on_open() {
  for (std::string& message : dialect_->hello(scene_.session_prefix + std::to_string(user_))) {
    socket_->send_text(std::move(message));
  }
}

void Talker::on_text(std::string_view message, base::TimePoint at) {
  dialect_->take_text(message, [this, at](const ServerSaid& said) { take(said, at); });
}

void Talker::on_binary(std::span<const std::byte> message, base::TimePoint at) {
  dialect_->take_binary(message, [this, at](const ServerSaid& said) { take(said, at); });
}

void Talker::on_gone(const base::Error& why) {
  is_gone_ = true;
  if (!std::exchange(is_finished_, true)) observer_.on_lost(user_, why);
}

void Talker::take(const ServerSaid& said, base::TimePoint at) {
  if (said.kind == ServerSaid::Kind::ready) {
    if (!std::exchange(is_ready_, true)) observer_.on_joined();
    return;
  }
  answer_samples_ += said.audio.size();
  tracker_.take(said, at);
  const bool is_said = plan_ != nullptr && tracker_.records().size() == plan_->turns.size();
  if (is_said && tracker_.is_over()) finish();
}

void Talker::at(base::TimePoint due, void (Talker::*step)()) {
  scene_.executor->post_after(due - scene_.executor->now(), [this, step] {
    if (!is_finished_) (this->*step)();
  });
}

void Talker::talk(const UserPlan& plan, base::TimePoint run_begin) {
  plan_ = &plan;
  run_begin_ = run_begin;
  at(run_begin + plan.end, &Talker::finish);
  if (scene_.options.turn_end == TurnEnd::signal) {
    at(run_begin + plan.turns.front().start, &Talker::next_turn);
    return;
  }
  for (std::string& message : dialect_->when_ready()) socket_->send_text(std::move(message));
  // Every user's messages have a beat of their own, as people's have.
  microphone_.emplace(plan, scene_.utterances, plan.turns.front().start % message_length());
  at(run_begin_ + microphone_->end() + message_length(), &Talker::send_open_microphone);
}

/// Everything of a turn that is known before it.
void Talker::begin_turn() {
  const std::size_t number = tracker_.records().size();
  const PlannedTurn& planned = plan_->turns[number];
  TurnRecord record;
  record.user = user_;
  record.number = number;
  record.utterance = planned.utterance;
  record.tail_ms = planned.tail_ms;
  record.began = run_begin_ + planned.start;
  record.speech_ended =
      record.began + length_of(scene_.utterances[planned.utterance].speech.size());
  tracker_.begin(std::move(record));
}

void Talker::next_turn() {
  const bool interrupts = tracker_.is_being_answered();
  begin_turn();
  if (const auto message = dialect_->cut_off(); message && interrupts) {
    socket_->send_text(*message);
  }
  position_ = 0;
  send_piece();
}

/// A microphone has a message when its last sample has been spoken: the first one is due one
/// message's length after the turn's start. All are counted from there, so that waking late once
/// does not delay what follows.
void Talker::send_piece() {
  const TurnRecord& turn = tracker_.records().back();
  const std::string& clip = scene_.clips.at({turn.utterance, turn.tail_ms});
  const std::uint64_t whole = clip.size() / kBytesPerSample;
  const std::uint64_t step = client::samples_in(message_length());
  if (position_ > 0) {
    const std::uint64_t from = (position_ - 1) / step * step;
    send_audio(clip.substr(from * kBytesPerSample, (position_ - from) * kBytesPerSample),
               turn.began + length_of(position_));
  }
  if (position_ < whole) {
    position_ = std::min(whole, position_ + step);
    return at(turn.began + length_of(position_), &Talker::send_piece);
  }
  tracker_.signalled(scene_.executor->now());
  socket_->send_text(dialect_->end_of_speech());
  const std::size_t next = tracker_.records().size();
  if (next < plan_->turns.size()) at(run_begin_ + plan_->turns[next].start, &Talker::next_turn);
}

void Talker::send_open_microphone() {
  const std::vector<std::int16_t> heard = microphone_->next(client::samples_in(message_length()));
  while (tracker_.records().size() < microphone_->turns_begun()) begin_turn();
  const base::TimePoint due = run_begin_ + microphone_->end();
  send_audio(client::wire_bytes(heard), due);
  at(due + message_length(), &Talker::send_open_microphone);
}

void Talker::send_audio(std::string bytes, base::TimePoint due) {
  scene_.lateness_ms.push_back(static_cast<float>(base::to_ms(scene_.executor->now() - due)));
  socket_->send_binary(std::move(bytes));
}

void Talker::finish() {
  if (!std::exchange(is_finished_, true)) observer_.on_finished();
}

void Talker::leave() {
  is_finished_ = true;
  if (socket_) socket_->close();
}

}  // namespace hotpin::bench
