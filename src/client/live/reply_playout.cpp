#include "client/live/reply_playout.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "client/wire/pcm.hpp"

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
  const std::size_t before = waiting_.size();
  audio_.decode(bytes, waiting_);
  const auto audible = first_audible(std::span(waiting_).subspan(before));
  if (audible && !first_audible_) first_audible_ = come_ + *audible;
  come_ += waiting_.size() - before;
}

void ReplyPlayout::played(std::size_t samples) {
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(samples));
  given_ += samples;
}

/// In samples; while it is not known yet, what is likely.
std::size_t ReplyPlayout::length_of(std::size_t index) const {
  const Phrase& phrase = phrases_[index];
  if (index + 1 < phrases_.size()) return phrases_[index + 1].begin - phrase.begin;
  const std::size_t come = come_ - phrase.begin;
  return has_ended_ ? come : std::max(come, phrase.text.size() * kSamplesPerLetter);
}

void ReplyPlayout::tell_words(std::size_t index, std::vector<Event>& begun) {
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
          {Event::Kind::word, turn_, phrase.text.substr(phrase.told, end - phrase.told)});
    }
    phrase.told = end + 1;
  }
}

std::vector<Event> ReplyPlayout::heard_up_to(std::size_t samples) {
  if (!is_dropped_) heard_ = std::clamp(samples, heard_, given_);
  std::vector<Event> begun;
  const bool is_over = has_ended_ && heard_ == come_;
  while (told_phrases_ < phrases_.size() && (is_over || phrases_[told_phrases_].begin < heard_)) {
    begun.push_back({Event::Kind::phrase, turn_, phrases_[told_phrases_].text});
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
  phrases_.clear();
  told_phrases_ = 0;
}

}  // namespace hotpin::client
