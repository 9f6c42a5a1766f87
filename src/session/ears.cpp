#include "session/ears.hpp"

#include <algorithm>
#include <utility>

#include "dialog/heard/heard_words.hpp"

namespace hotpin::session {
namespace {

/// Arrival times are kept this fine, 20 ms, and for a minute and a half: longer than an utterance.
constexpr std::size_t kArrivalStep = engine::kInputRateHz / 50;
constexpr std::size_t kMaxArrivals = 90 * 50;
/// What a live utterance's recogniser may hold unjudged: 200 ms.
constexpr std::size_t kMaxUnjudged = engine::kInputRateHz / 5;
/// And what may wait behind it, when audio comes faster than speech: what is more is dropped, a
/// minute at a time being more than anybody says.
constexpr std::size_t kMaxWaiting = 60 * engine::kInputRateHz;
/// The end of such a pause, and what follows it, is listened to in the least portions, up to here.
constexpr std::size_t kLongPause = dialog::TurnMachine::kMostFavourPause;

/// Recognisers of every kind write more than words.
void keep_what_was_said(engine::Hypothesis& heard) {
  std::string said = dialog::heard_words(heard.text);
  if (said == heard.text) return;
  heard.text = std::move(said);
  std::erase_if(heard.words, [&heard](const engine::SpokenWord& word) {
    return heard.text.empty() || dialog::heard_words(word.text).empty();
  });
}

}  // namespace

Ears::Ears(engine::Stt& stt, std::shared_ptr<base::Executor> executor, base::Duration timeout,
           Listener listener, std::size_t portion)
    : stt_(stt),
      executor_(std::move(executor)),
      timeout_(timeout),
      listener_(std::move(listener)),
      portion_(portion) {}

void Ears::open(base::TurnId turn, bool is_live) {
  Utterance& utterance = utterances_[turn];
  utterance.is_live = is_live;
  utterance.stream =
      stt_.open([weak = weak_from_this(), executor = executor_, turn](engine::SttEvent event) {
        executor->post([weak, turn, event = std::move(event)]() mutable {
          if (const auto self = weak.lock()) self->on_event(turn, std::move(event));
        });
      });
}

void Ears::hear(base::TurnId turn, std::span<const std::int16_t> pcm) {
  const auto found = utterances_.find(turn);
  if (found == utterances_.end()) return;
  Utterance& utterance = found->second;
  const base::TimePoint now = executor_->now();
  if (utterance.samples == 0) utterance.first_message = now;
  utterance.samples += pcm.size();
  std::deque<Arrival>& arrivals = utterance.arrivals;
  const bool coarse = arrivals.size() < 2 ||
                      utterance.samples - arrivals[arrivals.size() - 2].end_sample >= kArrivalStep;
  if (coarse) arrivals.push_back({});
  arrivals.back() = {utterance.samples, now};
  if (arrivals.size() > kMaxArrivals) arrivals.pop_front();
  if (!utterance.is_live) return gather(utterance, pcm);
  const std::size_t room = kMaxWaiting - std::min(kMaxWaiting, utterance.unjudged.size());
  const auto kept = pcm.first(std::min(room, pcm.size()));
  utterance.unjudged.insert(utterance.unjudged.end(), kept.begin(), kept.end());
  feed(utterance);
}

void Ears::gather(Utterance& utterance, std::span<const std::int16_t> pcm) const {
  utterance.gathered.insert(utterance.gathered.end(), pcm.begin(), pcm.end());
  const std::size_t pause = utterance.quiet > kLongPause ? 0 : utterance.quiet;
  const std::size_t wanted = portion_ - std::min(portion_ - kLeastPortion, pause);
  if (utterance.gathered.size() >= wanted) give_gathered(utterance);
}

void Ears::give_gathered(Utterance& utterance) {
  if (!utterance.gathered.empty()) utterance.stream->accept(utterance.gathered);
  utterance.gathered.clear();
}

void Ears::feed(Utterance& utterance) {
  const std::size_t given = utterance.fed - utterance.judged;
  if (given >= kMaxUnjudged) return;
  const auto rest = std::span<const std::int16_t>(utterance.unjudged).subspan(given);
  const auto next = rest.first(std::min(rest.size(), kMaxUnjudged - given));
  if (next.empty()) return;
  utterance.fed += next.size();
  utterance.stream->accept(next);
}

void Ears::peek(base::TurnId turn) {
  const auto found = utterances_.find(turn);
  if (found != utterances_.end()) found->second.stream->peek();
}

void Ears::give_rest(base::TurnId turn) {
  const auto found = utterances_.find(turn);
  if (found == utterances_.end() || !found->second.is_live) return;
  Utterance& utterance = found->second;
  const std::size_t given = utterance.fed - utterance.judged;
  utterance.stream->accept(std::span<const std::int16_t>(utterance.unjudged).subspan(given));
  utterance.is_live = false;  // nothing of it waits any more
  utterance.unjudged.clear();
}

void Ears::close(base::TurnId turn) {
  const auto found = utterances_.find(turn);
  if (found == utterances_.end()) return;
  found->second.closed = executor_->now();
  give_gathered(found->second);
  found->second.stream->finish();
  watch(turn);
}

std::optional<Ears::Heard> Ears::take(base::TurnId turn) {
  auto taken = utterances_.extract(turn);
  if (!taken) return std::nullopt;
  Utterance& utterance = taken.mapped();
  utterance.closed = executor_->now();
  engine::Hypothesis words = std::move(utterance.last_words);
  words.is_final = true;
  return heard_of(turn, utterance, std::move(words));
}

Ears::Pcm Ears::take_unjudged(base::TurnId turn) {
  const auto found = utterances_.find(turn);
  if (found == utterances_.end()) return {};
  found->second.is_live = false;  // nothing of it waits any more
  return std::exchange(found->second.unjudged, {});
}

void Ears::watch(base::TurnId turn) {
  executor_->post_after(timeout_, [weak = weak_from_this(), turn] {
    if (const auto self = weak.lock()) {
      self->on_result(turn, base::Error{"stt_failed", "the recogniser did not answer in time"});
    }
  });
}

void Ears::on_event(base::TurnId turn, engine::SttEvent event) {
  const auto found = utterances_.find(turn);
  if (found == utterances_.end()) return;
  if (const auto* activity = std::get_if<engine::VoiceActivity>(&event)) {
    return on_voice(turn, found->second, *activity);
  }
  if (auto* error = std::get_if<base::Error>(&event)) {
    return on_result(turn, std::move(*error));
  }
  auto& words = std::get<engine::Hypothesis>(event);
  keep_what_was_said(words);
  if (words.is_final) {
    on_result(turn, std::move(words));
  } else {
    found->second.last_words = words;
    listener_.on_words(turn, words);
  }
}

void Ears::on_voice(base::TurnId turn, Utterance& utterance,
                    const engine::VoiceActivity& activity) {
  utterance.quiet = activity.speech == 0 ? 0 : activity.heard - activity.speech_end;
  if (utterance.is_live) {
    const std::size_t done = std::min(activity.heard - utterance.judged, utterance.unjudged.size());
    utterance.unjudged.erase(utterance.unjudged.begin(),
                             utterance.unjudged.begin() + static_cast<std::ptrdiff_t>(done));
    utterance.judged = activity.heard;
    feed(utterance);
  }
  listener_.on_voice(turn, activity);  // may end the utterance
}

void Ears::on_result(base::TurnId turn, base::Result<engine::Hypothesis> result) {
  const auto taken = utterances_.extract(turn);
  if (!taken) return;
  listener_.on_heard(heard_of(turn, taken.mapped(), std::move(result)));
}

Ears::Heard Ears::heard_of(base::TurnId turn, const Utterance& utterance,
                           base::Result<engine::Hypothesis> result) const {
  const bool failed_early = utterance.closed == base::TimePoint{};
  const std::size_t speech_end = result ? result->speech_end : 0;
  return {.turn = turn,
          .hypothesis = std::move(result),
          .first_message = utterance.samples == 0 ? utterance.closed : utterance.first_message,
          .last_speech = arrival_of(utterance, speech_end),
          .closed = failed_early ? executor_->now() : utterance.closed,
          .audio_ms = 1000.0 * static_cast<double>(utterance.samples) / engine::kInputRateHz};
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
