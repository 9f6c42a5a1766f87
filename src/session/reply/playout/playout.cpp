#include "session/reply/playout/playout.hpp"

#include <cmath>
#include <utility>

namespace hotpin::session {
namespace {

/// What goes out at once.
constexpr double kSliceMs = 128;
/// How soon a client that does not read is looked at again.
constexpr base::Milliseconds kDrainPoll{50};

}  // namespace

void Playout::phrase(dialog::Phrase phrase, std::vector<std::int16_t> pcm,
                     std::vector<dialog::SpokenWord> words) {
  const double pause_ms = pcm.empty() ? 0 : queue_.take_pause(phrase.text);
  add({std::move(phrase), pause_ms, std::move(pcm), std::move(words)});
}

void Playout::add(ReadyPhrase phrase) {
  if (!pace_.speaks) {
    begin(std::move(phrase.phrase), 0);
    return end_phrase({});
  }
  if (phrase.pcm.empty()) {
    heard_.add(phrase.phrase, std::exchange(bridged_ms_, 0), 0, std::move(phrase.words));
    return text_.add(phrase.phrase.text);
  }
  begin(std::move(phrase.phrase), phrase.pause_ms);
  extend_phrase(std::move(phrase.pcm));
  end_phrase(std::move(phrase.words));
}

void Playout::begin_phrase(dialog::Phrase phrase) {
  const double pause_ms = queue_.take_pause(phrase.text);
  begin(std::move(phrase), pause_ms);
}

void Playout::begin(dialog::Phrase phrase, double pause_ms) {
  text_.add(phrase.text);
  heard_.begin(phrase, pause_ms + std::exchange(bridged_ms_, 0));
  queue_.begin(std::move(phrase), pause_ms);
}

void Playout::extend_phrase(std::vector<std::int16_t> pcm) {
  heard_.extend(pace_.rate.ms(pcm.size()));
  queue_.extend(std::move(pcm));
}

void Playout::end_phrase(std::vector<dialog::SpokenWord> words) {
  queue_.complete(words);
  heard_.complete(std::move(words));
}

void Playout::break_off_phrase() {
  const dialog::Phrase& said = heard_.break_off();
  text_.replace_last(said.text);
  queue_.break_off(said);
}

void Playout::restore(std::vector<ReadyPhrase> phrases, double heard_ms) {
  for (ReadyPhrase& phrase : phrases) add(std::move(phrase));
  const double skipped_ms = std::min(heard_ms, length_ms());
  position_.begin_at(skipped_ms);
  queue_.skip(skipped_ms);
}

std::vector<ReadyPhrase> Playout::take_phrases() {
  is_ended_ = true;
  position_.end();
  return queue_.take_all();
}

std::optional<base::Duration> Playout::pump() {
  while (!queue_.is_sent()) {
    if (is_held_) return std::nullopt;
    if (link_.unsent_ms() >= kMaxUnsentMs) return kDrainPoll;
    const double early_ms = unheard_ms() - pace_.lead_ms;
    if (early_ms > 0) return base::from_ms(early_ms);
    send_slice();
  }
  if (!is_whole_) return bridge_gap();
  end();
  const double left_ms = unheard_ms();
  if (left_ms <= 0) return std::nullopt;
  return std::max<base::Duration>(base::from_ms(left_ms), base::Milliseconds(1));
}

void Playout::send_slice() {
  if (const dialog::Phrase* const phrase = queue_.take_untold()) announce(*phrase);
  std::vector<std::int16_t> slice = queue_.take_slice(kSliceMs);
  if (!pace_.speaks) return;
  send(std::move(slice));
  if (!ledger_.first_audible) ledger_.first_audible = ledger_.last_audio;
}

void Playout::send(std::vector<std::int16_t> pcm) {
  position_.send(pace_.rate.ms(pcm.size()), executor_.now(), link_.unsent_ms());
  ledger_.audio_out_ms = position_.sent_ms();
  ledger_.audio_out_samples += pcm.size();
  link_.send(protocol::AudioOut{ledger_.turn, std::move(pcm)});
  ledger_.last_audio = executor_.now();
}

/// What comes next is not made yet. Some clients take a while without audio for a lost connection.
std::optional<base::Duration> Playout::bridge_gap() {
  if (!has_begun() || is_held_ || std::isinf(pace_.longest_gap_ms)) return std::nullopt;
  const double left_ms = pace_.longest_gap_ms - base::to_ms(executor_.now() - *ledger_.last_audio);
  if (left_ms > 0) return base::from_ms(left_ms);
  if (queue_.is_open()) heard_.interrupt(kSliceMs);
  else bridged_ms_ += kSliceMs;
  send(std::vector<std::int16_t>(pace_.rate.samples(kSliceMs)));
  return base::from_ms(pace_.longest_gap_ms);
}

void Playout::announce(const dialog::Phrase& phrase) {
  if (!is_first() && phrase.text.empty()) return;  // it broke off before its first word
  if (!pace_.speaks) {
    const char* const before = is_first() ? "" : " ";
    sent_text_.add(phrase.text);
    link_.send(protocol::TextWritten{ledger_.turn, before + phrase.text});
  } else if (is_first()) {
    link_.send(protocol::SpeakingStarted{ledger_.turn, phrase.text});
  } else {
    link_.send(protocol::PhraseSpoken{ledger_.turn, phrase.text});
  }
  on_said_(phrase);
}

/// Nothing of the reply has gone out.
bool Playout::is_first() const {
  return pace_.speaks ? !ledger_.first_audible : sent_text_.text().empty();
}

void Playout::cut() {
  queue_.drop_rest();
  is_whole_ = true;
  end();
}

void Playout::end() {
  position_.end();
  if (std::exchange(is_ended_, true) || !pace_.speaks) return;
  link_.send(protocol::AudioEnded{ledger_.turn});
}

double Playout::left_ms() {
  return std::max(0.0, length_ms() - position_.ms(executor_.now(), link_.unsent_ms()));
}

std::string Playout::heard_text() {
  if (!pace_.speaks) return sent_text_.text();
  return heard_.heard_text(position_.sounded_ms(executor_.now(), link_.unsent_ms()));
}

}  // namespace hotpin::session
