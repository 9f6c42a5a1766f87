#include "client/live/reply_playout.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "audio/silence.hpp"
#include "audio/wav.hpp"

namespace hotpin::client {
namespace {

/// 65 ms, as voices speak.
constexpr std::size_t kSamplesPerLetter = 1040;

}  // namespace

void ReplyPlayout::add_phrase(std::string text) {
  if (!is_dropped_) phrases_.push_back({come_, std::move(text)});
}

void ReplyPlayout::add_message(std::string_view bytes) {
  if (bytes.empty()) has_ended_ = true;
  if (is_dropped_) return;
  const std::size_t header = std::min(bytes.size(), audio::kWavHeaderBytes - header_seen_);
  header_seen_ += header;
  if (waiting_from_ == waiting_.size()) {
    waiting_.clear();
    waiting_from_ = 0;
  }
  for (const char byte : bytes.substr(header)) {
    const auto value = static_cast<std::uint8_t>(byte);
    if (!half_sample_) {
      half_sample_ = value;
      continue;
    }
    const auto sample = static_cast<std::int16_t>(*half_sample_ | (value << 8));
    half_sample_.reset();
    if (!first_audible_ && std::abs(int{sample}) >= audio::kAudibleLevel) first_audible_ = come_;
    waiting_.push_back(sample);
    ++come_;
  }
}

std::span<const std::int16_t> ReplyPlayout::waiting() const {
  return std::span(waiting_).subspan(waiting_from_);
}

void ReplyPlayout::played(std::size_t samples) {
  waiting_from_ += samples;
  given_ += samples;
}

/// In samples; while it is not known yet, what is likely.
std::size_t ReplyPlayout::length_of(std::size_t index) const {
  const Phrase& phrase = phrases_[index];
  if (index + 1 < phrases_.size()) return phrases_[index + 1].begin - phrase.begin;
  const std::size_t come = come_ - phrase.begin;
  return has_ended_ ? come : std::max(come, phrase.text.size() * kSamplesPerLetter);
}

void ReplyPlayout::tell_words(std::size_t index, std::vector<Happening>& begun) {
  Phrase& phrase = phrases_[index];
  const std::size_t length = length_of(index);
  const std::size_t since = heard_ - std::min(heard_, phrase.begin);
  const bool is_over = since >= length;
  while (phrase.told < phrase.text.size()) {
    const bool has_begun = since * phrase.text.size() > phrase.told * length;
    if (!is_over && !has_begun) return;
    const std::size_t end = std::min(phrase.text.find(' ', phrase.told), phrase.text.size());
    if (end > phrase.told) {
      begun.push_back(
          {Happening::Kind::word, turn_, phrase.text.substr(phrase.told, end - phrase.told)});
    }
    phrase.told = end + 1;
  }
}

std::vector<Happening> ReplyPlayout::heard_up_to(std::size_t samples) {
  if (!is_dropped_) heard_ = std::clamp(samples, heard_, given_);
  std::vector<Happening> begun;
  const bool is_over = has_ended_ && heard_ == come_;
  while (told_phrases_ < phrases_.size() && (is_over || phrases_[told_phrases_].begin < heard_)) {
    begun.push_back({Happening::Kind::phrase, turn_, phrases_[told_phrases_].text});
    ++told_phrases_;
  }
  for (std::size_t i = 0; i < told_phrases_; ++i) tell_words(i, begun);
  while (told_phrases_ > 1 || (told_phrases_ == 1 && is_over)) {
    phrases_.erase(phrases_.begin());
    --told_phrases_;
  }
  return begun;
}

void ReplyPlayout::drop() {
  is_dropped_ = true;
  waiting_.clear();
  waiting_from_ = 0;
  phrases_.clear();
  told_phrases_ = 0;
}

}  // namespace hotpin::client
