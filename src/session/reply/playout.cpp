#include "session/reply/playout.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "session/services.hpp"

namespace hotpin::session {
namespace {

// Pauses between phrases as in unhurried speech: a sentence's end, a clause's, none inside a
// clause.
constexpr double kSentencePauseMs = 220;
constexpr double kClausePauseMs = 90;
/// What goes out at once.
constexpr double kSliceMs = 128;
/// From here to the loudspeaker, for clients that do not tell: a network and a sound card.
constexpr double kUntoldDelayMs = 100;
/// A client that tells does so at least this often; behind its last word nothing is assumed. One
/// that has not told for longer tells no more.
constexpr double kLongestReportGapMs = 500;
constexpr double kReportsEndedMs = 3000;
/// How soon a client that does not read is looked at again.
constexpr base::Milliseconds kDrainPoll{50};

}  // namespace

double pause_behind(std::string_view text) {
  const auto ends_with_any = [text](std::initializer_list<std::string_view> marks) {
    for (const std::string_view mark : marks) {
      if (text.ends_with(mark)) return true;
    }
    return false;
  };
  if (ends_with_any({".", "!", "?", "\xE2\x80\xA6", "\xE3\x80\x82"})) return kSentencePauseMs;
  if (ends_with_any({",", ";", ":", "\xE2\x80\x94", "\xE2\x80\x93"})) return kClausePauseMs;
  return 0;
}

std::size_t Playout::samples_of(const ReadyPhrase& phrase) const {
  return rate().samples(phrase.pause_ms) + phrase.pcm.size();
}

void Playout::phrase(dialog::Phrase phrase, std::vector<std::int16_t> pcm,
                     std::vector<dialog::SpokenWord> words) {
  double pause_ms = 0;
  if (!pcm.empty()) pause_ms = std::exchange(pause_ms_, pause_behind(phrase.text));
  add({std::move(phrase), pause_ms, std::move(pcm), std::move(words)});
}

void Playout::add(ReadyPhrase phrase) {
  if (phrase.pcm.empty()) {
    heard_.add(phrase.phrase, std::exchange(bridged_ms_, 0), 0, std::move(phrase.words));
    return add_text(phrase.phrase.text);
  }
  begin(std::move(phrase.phrase), phrase.pause_ms);
  extend_phrase(std::move(phrase.pcm));
  end_phrase(std::move(phrase.words));
}

void Playout::begin_phrase(dialog::Phrase phrase) {
  const double pause_ms = std::exchange(pause_ms_, pause_behind(phrase.text));
  begin(std::move(phrase), pause_ms);
}

void Playout::begin(dialog::Phrase phrase, double pause_ms) {
  add_text(phrase.text);
  heard_.begin(phrase, pause_ms + std::exchange(bridged_ms_, 0));
  waiting_ms_ += pause_ms;
  phrases_.push_back({std::move(phrase), pause_ms, {}, {}});
  is_open_ = true;
}

void Playout::extend_phrase(std::vector<std::int16_t> pcm) {
  heard_.extend(rate().ms(pcm.size()));
  waiting_ms_ += rate().ms(pcm.size());
  std::vector<std::int16_t>& whole = phrases_.back().pcm;
  if (whole.empty()) whole = std::move(pcm);
  else whole.insert(whole.end(), pcm.begin(), pcm.end());
}

void Playout::end_phrase(std::vector<dialog::SpokenWord> words) {
  phrases_.back().words = words;
  heard_.complete(std::move(words));
  is_open_ = false;
  pass_sent_phrase();
}

void Playout::break_off_phrase() {
  phrases_.back().phrase = heard_.break_off();
  spoken_text_.resize(spoken_before_);
  add_text(phrases_.back().phrase.text);
  is_open_ = false;
  pass_sent_phrase();
}

void Playout::add_text(const std::string& text) {
  spoken_before_ = spoken_text_.size();
  if (!spoken_text_.empty() && !text.empty()) spoken_text_ += ' ';
  spoken_text_ += text;
}

void Playout::restore(std::vector<ReadyPhrase> phrases, double heard_ms) {
  for (ReadyPhrase& phrase : phrases) add(std::move(phrase));
  double left_ms = std::min(heard_ms, length_ms());
  sent_ms_ = position_ms_ = left_ms;
  waiting_ms_ -= left_ms;
  while (next_ < phrases_.size()) {
    const double phrase_ms = phrases_[next_].pause_ms + rate().ms(phrases_[next_].pcm.size());
    if (left_ms < phrase_ms) break;
    left_ms -= phrase_ms;
    ++next_;
  }
  sent_of_next_ = all_is_sent() ? 0 : rate().samples(left_ms);
}

std::vector<ReadyPhrase> Playout::take_phrases() {
  is_ended_ = true;
  next_ = sent_of_next_ = 0;
  return std::exchange(phrases_, {});
}

std::optional<base::Duration> Playout::pump() {
  while (!all_is_sent()) {
    if (is_held_) return std::nullopt;
    if (link_.unsent_ms() >= kMaxUnsentMs) return kDrainPoll;
    const double early_ms = sent_ms_ - position_ms() - pace_.lead_ms;
    if (early_ms > 0) return base::from_ms(early_ms);
    send_slice();
  }
  if (!is_whole_) return bridge_gap();
  end();
  const double left_ms = sent_ms_ - position_ms();
  if (left_ms <= 0) return std::nullopt;
  return std::max<base::Duration>(base::from_ms(left_ms), base::Milliseconds(1));
}

/// As far as it is made.
bool Playout::all_is_sent() const {
  if (next_ == phrases_.size()) return true;
  return is_open_ && next_ + 1 == phrases_.size() && sent_of_next_ == samples_of(phrases_[next_]);
}

void Playout::pass_sent_phrase() {
  if (next_ == phrases_.size() || sent_of_next_ < samples_of(phrases_[next_])) return;
  if (is_open_ && next_ + 1 == phrases_.size()) return;
  ++next_;
  sent_of_next_ = 0;
}

void Playout::send_slice() {
  const ReadyPhrase& phrase = phrases_[next_];
  if (std::exchange(announced_, next_ + 1) != next_ + 1) announce(phrase.phrase);
  const std::size_t pause = rate().samples(phrase.pause_ms);
  const std::size_t count = std::min(rate().samples(kSliceMs), samples_of(phrase) - sent_of_next_);
  std::vector<std::int16_t> slice(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = sent_of_next_ + i;
    if (at >= pause) slice[i] = phrase.pcm[at - pause];
  }
  sent_of_next_ += count;
  pass_sent_phrase();
  waiting_ms_ -= rate().ms(count);
  send(std::move(slice));
  if (!ledger_.first_audible) ledger_.first_audible = ledger_.last_audio;
}

void Playout::send(std::vector<std::int16_t> pcm) {
  static_cast<void>(position_ms());  // what was heard of the rest is counted up to now
  sent_ms_ += rate().ms(pcm.size());
  ledger_.audio_out_ms = sent_ms_;
  ledger_.audio_out_samples += pcm.size();
  link_.send(protocol::AudioOut{ledger_.turn, std::move(pcm)});
  ledger_.last_audio = executor_.now();
}

/// What comes next is not made yet. Some clients take a while without audio for a lost connection.
std::optional<base::Duration> Playout::bridge_gap() {
  if (!has_begun() || is_held_ || std::isinf(pace_.longest_gap_ms)) return std::nullopt;
  const double left_ms = pace_.longest_gap_ms - base::to_ms(executor_.now() - *ledger_.last_audio);
  if (left_ms > 0) return base::from_ms(left_ms);
  if (is_open_) heard_.interrupt(kSliceMs);
  else bridged_ms_ += kSliceMs;
  send(std::vector<std::int16_t>(rate().samples(kSliceMs)));
  return base::from_ms(pace_.longest_gap_ms);
}

void Playout::announce(const dialog::Phrase& phrase) {
  if (has_spoken_ && phrase.text.empty()) return;  // it broke off before its first word
  if (std::exchange(has_spoken_, true)) {
    link_.send(protocol::PhraseSpoken{ledger_.turn, phrase.text});
  } else {
    link_.send(protocol::SpeakingStarted{ledger_.turn, phrase.text});
  }
  on_said_(phrase);
}

void Playout::cut() {
  next_ = phrases_.size();
  is_open_ = false;
  waiting_ms_ = 0;
  is_whole_ = true;
  end();
}

void Playout::end() {
  if (!std::exchange(is_ended_, true)) link_.send(protocol::AudioEnded{ledger_.turn});
}

void Playout::played(double ms) {
  is_reported_ = true;
  position_ms_ = std::min(ms, sent_ms_);
  position_at_ = executor_.now();
}

/// Real time passes for a client that has something to play; what it does not have it cannot hear.
double Playout::position_ms() {
  // Whoever takes a reply whole hears nothing of it before its end.
  if (pace_.delivery == protocol::ClientTraits::Delivery::whole && !is_ended_) return position_ms_;
  const base::TimePoint now = executor_.now();
  double passed_ms = position_at_ == base::TimePoint{} ? 0 : base::to_ms(now - position_at_);
  if (passed_ms > kReportsEndedMs) is_reported_ = false;
  if (is_reported_) passed_ms = std::min(passed_ms, kLongestReportGapMs);
  const double delivered_ms = sent_ms_ - link_.unsent_ms();
  const double position_ms =
      std::max(position_ms_, std::min(position_ms_ + passed_ms, delivered_ms));
  if (!is_reported_) {
    position_ms_ = position_ms;
    position_at_ = now;
  }
  return position_ms;
}

bool Playout::is_heard() { return is_ended_ && position_ms() >= sent_ms_; }

std::string Playout::heard_text() {
  const double behind_ms = is_reported_ ? 0 : kUntoldDelayMs;
  return heard_.heard_text(std::max(0.0, position_ms() - behind_ms));
}

}  // namespace hotpin::session
