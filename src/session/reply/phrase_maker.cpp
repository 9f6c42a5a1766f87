#include "session/reply/phrase_maker.hpp"

#include <iterator>
#include <utility>

#include "session/reply/phrase_sound.hpp"

namespace hotpin::session {

struct PhraseMaker::Sound {
  std::vector<std::int16_t> pcm{};
  std::optional<base::Result<engine::TtsDone>> end{};  ///< nothing comes behind it
  std::vector<dialog::SpokenWord> words{};
};

namespace {

std::vector<dialog::SpokenWord> words_of(const engine::TtsDone& done, const PhraseSound& sound) {
  std::vector<dialog::SpokenWord> words;
  if (sound.rate_hz() == 0) return words;
  for (const engine::WordTime& word : done.words) {
    words.push_back(dialog::spoken_word(word.text_begin, word.begin, word.end, sound.trimmed(),
                                        sound.rate_hz()));
  }
  return words;
}

}  // namespace

PhraseMaker::PhraseMaker(std::shared_ptr<const Services> services,
                         std::shared_ptr<base::Executor> executor, engine::VoiceChoice voice,
                         OutputRate rate, TurnLedger& ledger, Listener listener, bool speaks)
    : services_(std::move(services)),
      executor_(std::move(executor)),
      voice_(std::move(voice)),
      rate_(rate),
      speaks_(speaks),
      ledger_(ledger),
      listener_(std::move(listener)) {}

void PhraseMaker::add(std::vector<dialog::Phrase> phrases) {
  const auto state = speaks_ ? Making::State::waiting : Making::State::made;
  for (dialog::Phrase& phrase : phrases)
    phrases_.push_back({next_number_++, std::move(phrase), state});
}

void PhraseMaker::make_next(bool is_background) {
  for (std::size_t i = 0; i < std::min(phrases_.size(), kAhead); ++i) {
    Making& making = phrases_[i];
    if (making.state != Making::State::waiting) continue;
    const bool is_first = making.number == 0;
    if (is_first) ledger_.first_phrase = executor_->now();
    make(making, is_background ? base::Priority::background
                 : is_first    ? base::Priority::urgent
                               : base::Priority::normal);
  }
}

void PhraseMaker::make(Making& making, base::Priority priority) {
  making.state = Making::State::making;
  making.asked_at = executor_->now();
  watch(making.number, services_->options.engine_timeout);
  services_->tts.synthesize({making.phrase.speech, priority, voice_}, sink_for(making.number),
                            making.stop.get_token());
}

/// On the voice's thread: its pieces become output there.
engine::TtsSink PhraseMaker::sink_for(std::size_t number) {
  const auto hand_over = [weak = weak_from_this(), executor = executor_, number](Sound sound) {
    executor->post([weak, number, sound = std::move(sound)]() mutable {
      if (const auto self = weak.lock()) self->on_sound(number, std::move(sound));
    });
  };
  return [hand_over, sound = std::make_shared<PhraseSound>(rate_)](engine::TtsEvent event) {
    if (const auto* piece = std::get_if<engine::TtsAudio>(&event)) {
      if (auto pcm = sound->push(*piece); !pcm.empty()) hand_over({.pcm = std::move(pcm)});
    } else if (auto* done = std::get_if<engine::TtsDone>(&event)) {
      auto words = words_of(*done, *sound);
      hand_over({sound->finish(), std::move(*done), std::move(words)});
    } else {
      hand_over({sound->break_off(), std::move(std::get<base::Error>(event)), {}});
    }
  };
}

void PhraseMaker::on_sound(std::size_t number, Sound sound) {
  Making* const making = find(number);
  if (making == nullptr || making->state != Making::State::making) return;
  take(*making, std::move(sound.pcm));
  if (making->audio_ms > kMaxPhraseMs) {
    fail(number, {"tts_failed", "the voice does not come to an end"});
  } else if (sound.end && !*sound.end) {
    fail(number, sound.end->error());
  } else if (sound.end) {
    finish(*making, std::move(sound));
  }
  listener_.on_more();
}

void PhraseMaker::take(Making& making, std::vector<std::int16_t> pcm) {
  if (pcm.empty()) return;
  if (making.number == 0 && making.audio_ms == 0) ledger_.first_audio = executor_->now();
  making.audio_ms += rate_.ms(pcm.size());
  making.pcm.insert(making.pcm.end(), pcm.begin(), pcm.end());
}

void PhraseMaker::finish(Making& making, Sound sound) {
  const double compute_ms = (*sound.end)->compute_ms;
  making.state = Making::State::made;
  making.words = std::move(sound.words);
  services_->metrics->synthesised(compute_ms, making.audio_ms);
  if (making.number == 0) ledger_.tts_ms = compute_ms;
}

/// What stands behind a lost phrase would make no sense without it. What was said of it is not said
/// again.
void PhraseMaker::fail(std::size_t number, base::Error why) {
  Making* const making = find(number);
  making->stop.request_stop();
  if (making->is_begun) {
    making->state = Making::State::broken;
    drop_from(number + 1);
  } else {
    drop_from(number);
  }
  listener_.on_failed(std::move(why));
}

void PhraseMaker::drop_from(std::size_t number) {
  while (!phrases_.empty() && phrases_.back().number >= number) {
    phrases_.back().stop.request_stop();
    phrases_.pop_back();
  }
}

bool PhraseMaker::hand_over(Playout& playout, bool all) {
  bool has_given = false;
  while (!phrases_.empty() && (all || playout.has_room())) {
    Making& making = phrases_.front();
    const bool is_over =
        making.state == Making::State::made || making.state == Making::State::broken;
    if (making.pcm.empty() && !is_over) break;
    give(playout, making);
    has_given = true;
    if (is_over) phrases_.pop_front();
  }
  return has_given;
}

void PhraseMaker::give(Playout& playout, Making& making) {
  if (!making.pcm.empty()) {
    if (!std::exchange(making.is_begun, true)) playout.begin_phrase(making.phrase);
    playout.extend_phrase(std::exchange(making.pcm, {}));
  }
  if (making.state == Making::State::broken) {
    playout.break_off_phrase();
  } else if (making.state == Making::State::made) {
    if (making.is_begun) playout.end_phrase(std::move(making.words));
    else playout.phrase(std::move(making.phrase), {});
  }
}

void PhraseMaker::drop_unheard() {
  if (phrases_.empty()) return;
  drop_from(phrases_.front().number + (phrases_.front().is_begun ? 1 : 0));
}

void PhraseMaker::stop() {
  if (!phrases_.empty()) drop_from(phrases_.front().number);
}

/// A voice may take so much longer than its audio lasts.
void PhraseMaker::watch(std::size_t number, base::Duration wait) {
  executor_->post_after(wait, [weak = weak_from_this(), number] {
    const auto self = weak.lock();
    Making* const making = self ? self->find(number) : nullptr;
    if (making == nullptr || making->state != Making::State::making) return;
    const base::TimePoint until = making->asked_at + self->services_->options.engine_timeout +
                                  base::from_ms(making->audio_ms);
    if (self->executor_->now() < until) return self->watch(number, until - self->executor_->now());
    self->fail(number, {"tts_timeout", "the voice did not answer in time"});
    self->listener_.on_more();
  });
}

PhraseMaker::Making* PhraseMaker::find(std::size_t number) {
  for (Making& making : phrases_) {
    if (making.number == number) return &making;
  }
  return nullptr;
}

double PhraseMaker::expected_ms() const {
  constexpr double kMsPerByte = 60;  // English at the pace of the voices that come along
  double ms = 0;
  for (const Making& making : phrases_) {
    const bool is_made = making.state == Making::State::made;
    const double whole = static_cast<double>(making.phrase.speech.size()) * kMsPerByte;
    if (!making.is_begun) ms += is_made ? making.audio_ms : whole;
  }
  return ms;
}

}  // namespace hotpin::session
