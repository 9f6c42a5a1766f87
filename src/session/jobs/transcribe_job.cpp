#include "session/jobs/transcribe_job.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dialog/heard/heard_words.hpp"

namespace hotpin::session {
namespace {

/// What a recogniser may hold unjudged: 200 ms. More than kUntold: so it never waits for more while
/// more waits for it.
constexpr std::size_t kMostUnjudged = engine::kInputRateHz / 5;
/// What a recogniser may leave untold: a window of its voice detector and 100 ms.
constexpr std::size_t kUntold = 512 + engine::kInputRateHz / 10;
static_assert(kUntold < kMostUnjudged);
/// Kept before where a silent stretch was judged to: detectors are late on soft onsets. 300 ms.
constexpr std::size_t kLead = engine::kInputRateHz / 10 * 3;
/// So that whatever the settings say, a stretch is longer than what goes into the next one again.
constexpr std::size_t kShortest = engine::kInputRateHz;
static_assert(kShortest > kMostUnjudged + kLead);
constexpr base::Duration kLook = std::chrono::seconds(1);

double ms(std::size_t samples) {
  return static_cast<double>(samples) * 1000.0 / engine::kInputRateHz;
}

}  // namespace

TranscribeJob::TranscribeJob(Context context, const protocol::Transcribe& request)
    : Job(std::move(context)),
      in_hz_(request.in_hz),
      longest_(std::clamp(services().options.max_utterance_samples, kShortest, kLongest)),
      input_(request.in_hz, !services().stt.is_scripted()) {}

double TranscribeJob::waiting_ms() const { return ms(waiting()); }

void TranscribeJob::hear(std::span<const std::int16_t> pcm) {
  if (!is_whole_) take(input_.push(pcm));
}

void TranscribeJob::end_input() {
  if (!std::exchange(is_whole_, true)) take(input_.finish());
}

void TranscribeJob::take(std::span<const std::int16_t> pcm) {
  if (input_.refusal()) return end(base::Error{protocol::kJobBad, *input_.refusal()});
  services().metrics->audio_came(pcm.size());
  audio_.insert(audio_.end(), pcm.begin(), pcm.end());
  audio_came_ = now();
  if (waiting() > kMostWaiting) {
    return end(base::Error{protocol::kJobBusy,
                           "More than a minute of audio waits to be recognised; send it slower."});
  }
  pump();
}

void TranscribeJob::pump() {
  while (feed()) {
  }
  drop_judged();
  if (is_whole_ && waiting() == 0 && stretches_.empty()) return end();
  tell_waiting();
}

/// Gives the recogniser what it may have now. True: another stretch may begin.
bool TranscribeJob::feed() {
  if (!is_listening()) {
    if (waiting() == 0 || stretches_.size() == kMostStreams) return false;
    open();
  }
  Stretch& stretch = stretches_.back();
  const std::size_t most = most_fed(stretch);
  const std::size_t room = most - std::min(most, stretch.fed);
  if (const std::size_t count = std::min(room, waiting()); count > 0) give(stretch, count);
  if (stretch.fed - silence_before(stretch) >= longest_) {
    finish(stretch);
    return true;
  }
  if (is_whole_ && waiting() == 0) finish(stretch);
  return false;
}

/// Up to where the recogniser may be given audio now: little more than it has judged, and behind
/// speech no more than shows that a pause is one, so that the next words are not in it.
std::size_t TranscribeJob::most_fed(const Stretch& stretch) const {
  const engine::VoiceActivity& voice = stretch.voice;
  std::size_t most = std::min(voice.heard + kMostUnjudged, silence_before(stretch) + longest_);
  if (voice.speech > 0) most = std::min(most, voice.speech_end + kPause + kUntold);
  return most;
}

/// Which does not make a stretch longer.
std::size_t TranscribeJob::silence_before(const Stretch& stretch) {
  const std::size_t silence = stretch.speech_begin.value_or(stretch.voice.heard);
  return silence - std::min(silence, kLead);
}

void TranscribeJob::open() {
  Stretch& stretch = stretches_.emplace_back();
  stretch.number = ++opened_;
  stretch.begin = next_;
  stretch.stream = services().stt.open(
      on_executor<TranscribeJob>([number = opened_](TranscribeJob& self, engine::SttEvent event) {
        self.on_event(number, std::move(event));
      }));
}

void TranscribeJob::give(Stretch& stretch, std::size_t count) {
  const auto from = audio_.begin() + static_cast<std::ptrdiff_t>(next_ - audio_begin_);
  const std::vector<std::int16_t> pcm(from, from + static_cast<std::ptrdiff_t>(count));
  next_ += count;
  stretch.fed += count;
  stretch.progress = now();
  stretch.stream->accept(pcm);
}

void TranscribeJob::finish(Stretch& stretch) {
  stretch.is_finished = true;
  stretch.progress = now();
  stretch.stream->finish();
}

/// What no stretch will be given again.
void TranscribeJob::drop_judged() {
  std::size_t needed = next_;
  if (is_listening()) {
    const Stretch& stretch = stretches_.back();
    needed = stretch.begin + stretch.voice.heard - std::min(stretch.voice.heard, kLead);
  }
  if (needed <= audio_begin_) return;
  const auto dropped = static_cast<std::ptrdiff_t>(needed - audio_begin_);
  audio_.erase(audio_.begin(), audio_.begin() + dropped);
  audio_begin_ = needed;
}

void TranscribeJob::on_event(std::uint64_t number, engine::SttEvent event) {
  const auto found =
      std::find_if(stretches_.begin(), stretches_.end(),
                   [number](const Stretch& stretch) { return stretch.number == number; });
  if (found == stretches_.end()) return;
  found->progress = now();
  if (const auto* error = std::get_if<base::Error>(&event)) {
    return fail(*error, TurnMetrics::Failure::recogniser);
  }
  if (const auto* voice = std::get_if<engine::VoiceActivity>(&event)) {
    on_voice(*found, *voice);
  } else if (const auto& words = std::get<engine::Hypothesis>(event); words.is_final) {
    on_words(*found, words);
  }
  pump();
}

/// The next stretch begins with the last of the pause, as detectors are late on soft onsets.
void TranscribeJob::on_voice(Stretch& stretch, const engine::VoiceActivity& voice) {
  stretch.voice = voice;
  if (voice.speech == 0) return;
  if (!stretch.speech_begin) {
    stretch.speech_begin = voice.heard - std::min(voice.heard, voice.speech);
  }
  if (stretch.is_finished || voice.heard - voice.speech_end < kPause) return;
  next_ = stretch.begin + voice.heard - kLead;
  finish(stretch);
}

void TranscribeJob::on_words(Stretch& stretch, const engine::Hypothesis& words) {
  services().metrics->recognised(words.total_ms, ms(stretch.fed));
  const std::size_t said_end = words.speech_end > 0 ? words.speech_end : stretch.fed;
  const std::size_t said_begin = std::min(stretch.speech_begin.value_or(0), said_end);
  // Recognisers of every kind write more than words.
  stretch.words = protocol::JobText{dialog::heard_words(words.text), ms(stretch.begin + said_begin),
                                    ms(stretch.begin + said_end)};
  tell_words();
}

/// In order: of the two that may be there, the later one may be recognised first.
void TranscribeJob::tell_words() {
  while (!stretches_.empty() && stretches_.front().words) {
    protocol::JobText words = *std::move(stretches_.front().words);
    stretches_.pop_front();
    if (!words.text.empty()) report(std::move(words));
  }
}

void TranscribeJob::watch() {
  after<TranscribeJob>(kLook, [](TranscribeJob& self) { self.look(); });
}

void TranscribeJob::look() {
  if (!is_whole_ && waiting() == 0 && now() - audio_came_ >= kMostQuiet) {
    return end(base::Error{protocol::kJobBad, "No audio came for a minute."});
  }
  for (const Stretch& stretch : stretches_) {
    const bool is_full = stretch.fed - stretch.voice.heard >= kMostUnjudged;
    const bool is_due = stretch.is_finished ? !stretch.words : is_full;
    if (!is_due) continue;
    if (now() - stretch.progress >= services().options.engine_timeout) {
      return fail({"stt_failed", "the recogniser did not answer in time"},
                  TurnMetrics::Failure::recogniser);
    }
    if (!stretch.is_finished) stretch.stream->accept({});  // its pool may have been too full
  }
  watch();
}

}  // namespace hotpin::session
