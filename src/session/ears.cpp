#include "session/ears.hpp"

#include <algorithm>
#include <utility>

#include "engine/context.hpp"

namespace hotpin::session {
namespace {

/// Arrival times are kept this fine: 20 ms.
constexpr std::size_t kArrivalStep = engine::kInputRateHz / 50;

}  // namespace

Ears::Ears(engine::Stt& stt, std::shared_ptr<base::Executor> executor, base::Duration timeout,
           OnHeard on_heard)
    : stt_(stt),
      executor_(std::move(executor)),
      timeout_(timeout),
      on_heard_(std::move(on_heard)) {}

void Ears::open(base::TurnId turn) {
  const auto sink = [weak = weak_from_this(), executor = executor_, turn](engine::SttEvent event) {
    const auto* const heard = std::get_if<engine::Hypothesis>(&event);
    const bool is_last =
        heard == nullptr ? std::holds_alternative<base::Error>(event) : heard->is_final;
    if (!is_last) return;
    executor->post([weak, turn, event = std::move(event)]() mutable {
      const auto self = weak.lock();
      if (!self) return;
      if (auto* error = std::get_if<base::Error>(&event)) return self->on_result(turn, *error);
      self->on_result(turn, std::get<engine::Hypothesis>(std::move(event)));
    });
  };
  utterances_[turn].stream = stt_.open(sink);
}

void Ears::hear(base::TurnId turn, std::span<const std::int16_t> pcm) {
  const auto found = utterances_.find(turn);
  if (found == utterances_.end()) return;
  Utterance& utterance = found->second;
  utterance.samples += pcm.size();
  std::vector<Arrival>& arrivals = utterance.arrivals;
  const bool coarse = arrivals.size() < 2 ||
                      utterance.samples - arrivals[arrivals.size() - 2].end_sample >= kArrivalStep;
  if (coarse) arrivals.push_back({});
  arrivals.back() = {utterance.samples, executor_->now()};
  utterance.stream->accept(pcm);
}

void Ears::close(base::TurnId turn) {
  const auto found = utterances_.find(turn);
  if (found == utterances_.end()) return;
  found->second.closed = executor_->now();
  found->second.stream->finish();
  watch(turn);
}

void Ears::watch(base::TurnId turn) {
  executor_->post_after(timeout_, [weak = weak_from_this(), turn] {
    if (const auto self = weak.lock()) {
      self->on_result(turn, base::Error{"stt_timeout", "the recogniser did not answer in time"});
    }
  });
}

void Ears::on_result(base::TurnId turn, base::Result<engine::Hypothesis> result) {
  const auto found = utterances_.find(turn);
  if (found == utterances_.end()) return;
  const Utterance utterance = std::move(found->second);
  utterances_.erase(found);
  const bool failed_early = utterance.closed == base::TimePoint{};
  const std::size_t speech_end = result ? result->speech_end : 0;
  on_heard_({.turn = turn,
             .hypothesis = std::move(result),
             .first_message = arrival_of(utterance, 0),
             .last_speech = arrival_of(utterance, speech_end),
             .closed = failed_early ? executor_->now() : utterance.closed,
             .audio_ms = 1000.0 * static_cast<double>(utterance.samples) / engine::kInputRateHz});
}

base::TimePoint Ears::arrival_of(const Utterance& utterance, std::size_t end_sample) {
  const auto& arrivals = utterance.arrivals;
  if (arrivals.empty()) return utterance.closed;
  const auto reached = [end_sample](const Arrival& arrival) {
    return arrival.end_sample >= end_sample;
  };
  const auto found = std::find_if(arrivals.begin(), arrivals.end(), reached);
  return found == arrivals.end() ? arrivals.back().at : found->at;
}

}  // namespace hotpin::session
