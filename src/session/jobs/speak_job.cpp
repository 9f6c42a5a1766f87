#include "session/jobs/speak_job.hpp"

#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "session/reply/phrase_maker.hpp"
#include "session/reply/phrase_sound.hpp"
#include "session/reply/playout/phrase_queue.hpp"

namespace hotpin::session {
namespace {

/// How soon a client that does not read is looked at again.
constexpr base::Milliseconds kDrainPoll{50};
/// What is no UTF-8 becomes longer when it is put right.
constexpr std::size_t kMostBytes = 3 * protocol::kMaxSpokenBytes;
constexpr dialog::ReplyText::Limits kWholeText{.max_words = std::numeric_limits<std::size_t>::max(),
                                               .max_bytes = kMostBytes,
                                               .sure_bytes = kMostBytes};

std::deque<dialog::Phrase> phrases_of(const std::string& text, const std::string& language) {
  dialog::ReplyText reader(kWholeText, language);
  reader.read_as_written();
  auto first = reader.push(text);
  auto rest = reader.finish(dialog::ReplyText::End::finished);
  std::deque<dialog::Phrase> phrases(std::make_move_iterator(first.begin()),
                                     std::make_move_iterator(first.end()));
  phrases.insert(phrases.end(), std::make_move_iterator(rest.begin()),
                 std::make_move_iterator(rest.end()));
  return phrases;
}

}  // namespace

SpeakJob::SpeakJob(Context context, const protocol::Speak& request)
    : Job(std::move(context)),
      rate_{request.out_hz},
      voice_(choose_voice(services().voices, request.voice)),
      text_(request.text) {}

base::Status SpeakJob::check() const {
  if (base::Status rate = check_rate(rate_.hz); !rate) return rate;
  if (!voice_.fault.empty()) return base::Error{protocol::kJobBad, voice_.fault};
  if (text_.size() > protocol::kMaxSpokenBytes) {
    return base::Error{
        protocol::kJobBad,
        "A text to speak has at most " + std::to_string(protocol::kMaxSpokenBytes) + " bytes."};
  }
  return base::ok();
}

void SpeakJob::start() {
  phrases_ = phrases_of(std::exchange(text_, {}), voice_.language);
  if (phrases_.empty()) {
    return end(base::Error{protocol::kJobBad, "There is nothing to say in it."});
  }
  go_on();
}

/// To the next phrase, when the client has room for it.
void SpeakJob::go_on() {
  if (phrases_.empty()) return end();
  if (link().unsent_ms() <= kMostUnsentMs) return make_phrase();
  after<SpeakJob>(kDrainPoll, [](SpeakJob& self) { self.go_on(); });
}

void SpeakJob::make_phrase() {
  ++number_;
  asked_at_ = now();
  audio_ms_ = 0;
  watch(number_, services().options.engine_timeout);
  const base::Priority priority = number_ == 1 ? base::Priority::urgent : base::Priority::normal;
  services().tts.synthesize({phrases_.front().speech, priority, voice_.choice}, sink(),
                            stop_.get_token());
}

/// On the voice's thread: its pieces become output there.
engine::TtsSink SpeakJob::sink() {
  const auto hand_over = on_executor<SpeakJob>(
      [number = number_](SpeakJob& self, Sound sound) { self.on_sound(number, std::move(sound)); });
  return [hand_over, sound = std::make_shared<PhraseSound>(rate_)](engine::TtsEvent event) {
    if (const auto* piece = std::get_if<engine::TtsAudio>(&event)) {
      if (auto pcm = sound->push(*piece); !pcm.empty()) hand_over(Sound{std::move(pcm), {}});
    } else if (auto* done = std::get_if<engine::TtsDone>(&event)) {
      hand_over(Sound{sound->finish(), std::move(*done)});
    } else {
      hand_over(Sound{sound->break_off(), std::move(std::get<base::Error>(event))});
    }
  };
}

void SpeakJob::on_sound(std::size_t number, Sound sound) {
  if (number != number_ || !asked_at_) return;
  send(std::move(sound.pcm));
  if (audio_ms_ > PhraseMaker::kMaxPhraseMs) {
    return fail({"tts_failed", "the voice does not come to an end"}, TurnMetrics::Failure::voice);
  }
  if (!sound.end) return;
  if (!*sound.end) return fail(sound.end->error(), TurnMetrics::Failure::voice);
  services().metrics->synthesised((*sound.end)->compute_ms, audio_ms_);
  asked_at_.reset();
  phrases_.pop_front();
  go_on();
}

void SpeakJob::send(std::vector<std::int16_t> pcm) {
  if (pcm.empty()) return;
  const double length_ms = rate_.ms(pcm.size());
  if (audio_ms_ == 0) {
    const double pause_ms = std::exchange(pause_ms_, pause_behind(phrases_.front().text));
    pcm.insert(pcm.begin(), rate_.samples(pause_ms), std::int16_t{0});
  }
  audio_ms_ += length_ms;
  report(protocol::JobSound{std::move(pcm)});
}

/// A voice may take so much longer than its audio lasts.
void SpeakJob::watch(std::size_t number, base::Duration wait) {
  after<SpeakJob>(wait, [number](SpeakJob& self) {
    if (number != self.number_ || !self.asked_at_) return;
    const base::TimePoint until =
        *self.asked_at_ + self.services().options.engine_timeout + base::from_ms(self.audio_ms_);
    if (self.now() < until) return self.watch(number, until - self.now());
    self.fail({"tts_timeout", "the voice did not answer in time"}, TurnMetrics::Failure::voice);
  });
}

}  // namespace hotpin::session
