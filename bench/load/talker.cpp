#include "load/talker.hpp"

#include <algorithm>
#include <utility>

#include "client/wire/pcm.hpp"

namespace hotpin::bench {
namespace {

constexpr std::size_t kBytesPerSample = 2;

base::Duration length_of(std::uint64_t samples) {
  return std::chrono::nanoseconds(samples * 1'000'000'000 / client::kWireRateHz);
}

std::uint64_t samples_in(base::Duration span) {
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(span).count();
  return static_cast<std::uint64_t>(ns) * client::kWireRateHz / 1'000'000'000;
}

std::uint64_t samples_of_ms(int milliseconds) {
  return static_cast<std::uint64_t>(milliseconds) * client::kWireRateHz / 1000;
}

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
  if (plan_ != nullptr && turns_begun_ == plan_->turns.size() && tracker_.is_over()) finish();
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
  microphone_begin_ = plan.turns.front().start % base::Milliseconds(scene_.options.message_ms);
  at(run_begin_ + microphone_begin_ + length_of(samples_of_ms(scene_.options.message_ms)),
     &Talker::send_open_microphone);
}

/// Everything of a turn that is known before it.
void Talker::begin_turn() {
  const PlannedTurn& planned = plan_->turns[turns_begun_];
  TurnRecord record;
  record.user = user_;
  record.number = turns_begun_++;
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
  const std::uint64_t step = samples_of_ms(scene_.options.message_ms);
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
  if (turns_begun_ < plan_->turns.size()) {
    at(run_begin_ + plan_->turns[turns_begun_].start, &Talker::next_turn);
  }
}

void Talker::send_open_microphone() {
  std::vector<std::int16_t> pcm;
  const std::uint64_t end = position_ + samples_of_ms(scene_.options.message_ms);
  while (position_ < end) pcm.push_back(open_microphone(position_++));
  const base::TimePoint begin = run_begin_ + microphone_begin_;
  send_audio(client::wire_bytes(pcm), begin + length_of(position_));
  at(begin + length_of(position_ + samples_of_ms(scene_.options.message_ms)),
     &Talker::send_open_microphone);
}

/// The sample that the open microphone hears at `position`.
std::int16_t Talker::open_microphone(std::uint64_t position) {
  const auto& turns = plan_->turns;
  const auto start_of = [&](std::size_t turn) {
    return samples_in(turns[turn].start - microphone_begin_);
  };
  if (turns_begun_ < turns.size() && start_of(turns_begun_) == position) begin_turn();
  const std::size_t current = turns_begun_ == 0 ? 0 : turns_begun_ - 1;
  const Utterance& utterance = scene_.utterances[turns[current].utterance];
  if (turns_begun_ == 0) return utterance.tone[position % utterance.tone.size()];
  const std::uint64_t index = position - start_of(current);
  const std::uint64_t spoken = utterance.speech.size();
  return index < spoken ? utterance.speech[index] : utterance.behind_speech(index - spoken);
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
