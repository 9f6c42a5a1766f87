#include "session/reply/playout.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "audio/resampler.hpp"
#include "audio/silence.hpp"
#include "session/services.hpp"

namespace hotpin::session {
namespace {

// Pauses between phrases as in unhurried speech: a sentence's end, a clause's, none inside a
// clause.
constexpr double kSentencePauseMs = 220;
constexpr double kClausePauseMs = 90;
/// What goes out at once: 128 ms, the devices' message.
constexpr std::size_t kSliceSamples = 2048;
/// From here to the loudspeaker, for clients that do not tell: a network and a sound card.
constexpr double kUntoldDelayMs = 100;
/// A client that tells does so at least this often; behind its last word nothing is assumed. One
/// that has not told for longer tells no more.
constexpr double kLongestReportGapMs = 500;
constexpr double kReportsEndedMs = 3000;
/// How soon a client that does not read is looked at again.
constexpr base::Milliseconds kDrainPoll{50};
constexpr double kSamplesPerMs = kOutputRateHz / 1000.0;

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

double length_of(std::size_t samples) { return static_cast<double>(samples) / kSamplesPerMs; }

base::Duration from_ms(double ms) {
  return std::chrono::duration_cast<base::Duration>(std::chrono::duration<double, std::milli>(ms));
}

}  // namespace

OutputAudio to_output(const std::vector<engine::TtsAudio>& audio) {
  std::vector<std::int16_t> joined;
  for (const engine::TtsAudio& piece : audio) {
    joined.insert(joined.end(), piece.samples.begin(), piece.samples.end());
  }
  if (joined.empty()) return {};
  const std::uint32_t rate_hz = audio.front().rate_hz;
  const audio::VoicedRange voiced = audio::voiced_range(joined, rate_hz);
  const std::span<const std::int16_t> kept(joined.data() + voiced.begin, voiced.end - voiced.begin);
  return {audio::resample(kept, rate_hz, kOutputRateHz), voiced.begin, rate_hz};
}

void Playout::phrase(const dialog::Phrase& phrase, OutputAudio audio,
                     const std::vector<engine::WordTime>& words) {
  std::vector<dialog::SpokenWord> spoken;
  for (const engine::WordTime& word : words) {
    spoken.push_back(
        dialog::spoken_word(word.text_begin, word.begin, word.end, audio.trimmed, audio.rate_hz));
  }
  ready_phrase(phrase, std::move(audio.pcm), std::move(spoken));
}

void Playout::ready_phrase(dialog::Phrase phrase, std::vector<std::int16_t> pcm,
                           std::vector<dialog::SpokenWord> words) {
  double pause_ms = 0;
  if (!pcm.empty()) pause_ms = std::exchange(pause_ms_, pause_behind(phrase.text));
  add({std::move(phrase), pause_ms, std::move(pcm), std::move(words)});
}

void Playout::add(ReadyPhrase phrase) {
  if (!spoken_text_.empty()) spoken_text_ += ' ';
  spoken_text_ += phrase.phrase.text;
  const double silence_ms = phrase.pause_ms + std::exchange(bridged_ms_, 0);
  heard_.add(phrase.phrase, silence_ms, length_of(phrase.pcm.size()), phrase.words);
  if (phrase.pcm.empty()) return;
  waiting_ms_ += phrase.pause_ms + length_of(phrase.pcm.size());
  phrases_.push_back(std::move(phrase));
}

void Playout::restore(std::vector<ReadyPhrase> phrases, double heard_ms) {
  for (ReadyPhrase& phrase : phrases) add(std::move(phrase));
  double left_ms = std::min(heard_ms, length_ms());
  sent_ms_ = position_ms_ = left_ms;
  waiting_ms_ -= left_ms;
  while (!all_is_sent()) {
    const double phrase_ms = phrases_[next_].pause_ms + length_of(phrases_[next_].pcm.size());
    if (left_ms < phrase_ms) break;
    left_ms -= phrase_ms;
    ++next_;
  }
  sent_of_next_ = all_is_sent() ? 0 : static_cast<std::size_t>(left_ms * kSamplesPerMs);
}

std::vector<ReadyPhrase> Playout::take_phrases() {
  is_ended_ = true;
  next_ = sent_of_next_ = 0;
  return std::exchange(phrases_, {});
}

std::optional<base::Duration> Playout::pump() {
  while (!all_is_sent()) {
    if (is_held_) return std::nullopt;
    if (link_.backlog_bytes() >= kMaxBacklogBytes) return kDrainPoll;
    const double early_ms = sent_ms_ - position_ms() - pace_.lead_ms;
    if (early_ms > 0) return from_ms(early_ms);
    send_slice();
  }
  if (!is_whole_) return bridge_gap();
  end();
  const double left_ms = sent_ms_ - position_ms();
  if (left_ms <= 0) return std::nullopt;
  return std::max<base::Duration>(from_ms(left_ms), base::Milliseconds(1));
}

void Playout::send_slice() {
  const ReadyPhrase& phrase = phrases_[next_];
  if (std::exchange(announced_, next_ + 1) != next_ + 1) announce(phrase.phrase);
  const auto pause = static_cast<std::size_t>(phrase.pause_ms * kSamplesPerMs);
  const std::size_t whole = pause + phrase.pcm.size();
  const std::size_t count = std::min(kSliceSamples, whole - sent_of_next_);
  std::vector<std::int16_t> slice(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = sent_of_next_ + i;
    if (at >= pause) slice[i] = phrase.pcm[at - pause];
  }
  sent_of_next_ += count;
  if (sent_of_next_ == whole) {
    ++next_;
    sent_of_next_ = 0;
  }
  waiting_ms_ -= length_of(count);
  send(std::move(slice));
  if (!ledger_.first_audible) ledger_.first_audible = ledger_.last_audio;
}

void Playout::send(std::vector<std::int16_t> pcm) {
  static_cast<void>(position_ms());  // what was heard of the rest is counted up to now
  sent_ms_ += length_of(pcm.size());
  ledger_.audio_out_ms = sent_ms_;
  link_.send(protocol::AudioOut{ledger_.turn, std::move(pcm)});
  ledger_.last_audio = executor_.now();
}

/// The next phrase is not made yet. A device takes ten seconds without audio for a lost connection.
std::optional<base::Duration> Playout::bridge_gap() {
  if (!has_begun() || is_held_ || std::isinf(pace_.longest_gap_ms)) return std::nullopt;
  const double left_ms = pace_.longest_gap_ms - base::to_ms(executor_.now() - *ledger_.last_audio);
  if (left_ms > 0) return from_ms(left_ms);
  bridged_ms_ += length_of(kSliceSamples);
  send(std::vector<std::int16_t>(kSliceSamples));
  return from_ms(pace_.longest_gap_ms);
}

void Playout::announce(const dialog::Phrase& phrase) {
  if (std::exchange(has_spoken_, true)) {
    link_.send(protocol::PhraseSpoken{ledger_.turn, phrase.text});
  } else {
    link_.send(protocol::SpeakingStarted{ledger_.turn, phrase.text});
  }
  on_said_(phrase);
}

void Playout::cut() {
  next_ = phrases_.size();
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
  if (std::isinf(pace_.lead_ms) && !is_ended_) return position_ms_;
  const base::TimePoint now = executor_.now();
  double passed_ms = position_at_ == base::TimePoint{} ? 0 : base::to_ms(now - position_at_);
  if (passed_ms > kReportsEndedMs) is_reported_ = false;
  if (is_reported_) passed_ms = std::min(passed_ms, kLongestReportGapMs);
  const double delivered_ms =
      sent_ms_ - static_cast<double>(link_.backlog_bytes()) / (2 * kSamplesPerMs);
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
