#include "session/reply/playout/phrase_queue.hpp"

#include <algorithm>
#include <initializer_list>

namespace hotpin::session {
namespace {

// Pauses between phrases as in unhurried speech: a sentence's end, a clause's, none inside a
// clause.
constexpr double kSentencePauseMs = 220;
constexpr double kClausePauseMs = 90;

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

std::size_t PhraseQueue::samples_of(const ReadyPhrase& phrase) const {
  return rate_.samples(phrase.pause_ms) + phrase.pcm.size();
}

void PhraseQueue::begin(dialog::Phrase phrase, double pause_ms) {
  waiting_ms_ += pause_ms;
  phrases_.push_back({std::move(phrase), pause_ms, {}, {}});
  is_open_ = true;
}

void PhraseQueue::extend(std::vector<std::int16_t> pcm) {
  waiting_ms_ += rate_.ms(pcm.size());
  std::vector<std::int16_t>& whole = phrases_.back().pcm;
  if (whole.empty()) whole = std::move(pcm);
  else whole.insert(whole.end(), pcm.begin(), pcm.end());
}

void PhraseQueue::complete(std::vector<dialog::SpokenWord> words) {
  phrases_.back().words = std::move(words);
  end_last();
}

void PhraseQueue::break_off(const dialog::Phrase& said) {
  phrases_.back().phrase = said;
  end_last();
}

void PhraseQueue::end_last() {
  is_open_ = false;
  pass_sent();
}

void PhraseQueue::skip(double ms) {
  waiting_ms_ -= ms;
  while (next_ < phrases_.size()) {
    const double phrase_ms = phrases_[next_].pause_ms + rate_.ms(phrases_[next_].pcm.size());
    if (ms <= 0 || ms < phrase_ms) break;
    ms -= phrase_ms;
    ++next_;
  }
  sent_of_next_ = is_sent() ? 0 : rate_.samples(ms);
}

void PhraseQueue::drop_rest() {
  next_ = phrases_.size();
  is_open_ = false;
  waiting_ms_ = 0;
}

std::vector<ReadyPhrase> PhraseQueue::take_all() {
  next_ = sent_of_next_ = 0;
  return std::exchange(phrases_, {});
}

bool PhraseQueue::is_sent() const {
  if (next_ == phrases_.size()) return true;
  return is_open_ && next_ + 1 == phrases_.size() && sent_of_next_ == samples_of(phrases_[next_]);
}

void PhraseQueue::pass_sent() {
  if (next_ == phrases_.size() || sent_of_next_ < samples_of(phrases_[next_])) return;
  if (is_open_ && next_ + 1 == phrases_.size()) return;
  if (sent_of_next_ == 0 && told_ <= next_) return;  // it has no sound, and is still to be told
  ++next_;
  sent_of_next_ = 0;
}

const dialog::Phrase* PhraseQueue::take_untold() {
  const bool is_told = std::exchange(told_, next_ + 1) == next_ + 1;
  return is_told ? nullptr : &phrases_[next_].phrase;
}

std::vector<std::int16_t> PhraseQueue::take_slice(double most_ms) {
  const ReadyPhrase& phrase = phrases_[next_];
  const std::size_t pause = rate_.samples(phrase.pause_ms);
  const std::size_t count = std::min(rate_.samples(most_ms), samples_of(phrase) - sent_of_next_);
  std::vector<std::int16_t> slice(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = sent_of_next_ + i;
    if (at >= pause) slice[i] = phrase.pcm[at - pause];
  }
  sent_of_next_ += count;
  pass_sent();
  waiting_ms_ -= rate_.ms(count);
  return slice;
}

}  // namespace hotpin::session
