#include "engines/sherpa/stretch_cutter.hpp"

#include <algorithm>

namespace hotpin::engines::sherpa {
namespace {

std::uint64_t energy_of(std::span<const std::int16_t> window) {
  std::uint64_t sum = 0;
  for (const std::int16_t sample : window)
    sum += static_cast<std::uint64_t>(std::int64_t{sample} * sample);
  return sum;
}

}  // namespace

std::optional<StretchCutter::Stretch> StretchCutter::push(std::span<const std::int16_t> window,
                                                          bool is_speech) {
  window_size_ = window.size();
  pcm_.insert(pcm_.end(), window.begin(), window.end());
  windows_.push_back({is_speech, energy_of(window)});
  seen_ += window.size();
  if (is_speech) {
    ++speech_windows_;
    quiet_windows_ = 0;
    speech_end_ = seen_;
  } else {
    ++quiet_windows_;
  }
  if (speech_windows_ == 0) {
    forget_lead();
    return std::nullopt;
  }
  if (samples(quiet_windows_) >= kPause && samples(speech_windows_) >= kLeastSpeech) {
    return take(windows_.size() - quiet_windows_ / 2);  // the other half leads the next one
  }
  if (pcm_.size() >= kMost) return take(quietest());
  return std::nullopt;
}

std::optional<StretchCutter::Stretch> StretchCutter::open_stretch() const {
  auto stretch = stretch_of(windows_.size());
  // A word that ends with the recording is misheard, so silence takes the place of what would
  // follow.
  if (stretch)
    stretch->pcm.resize(stretch->pcm.size() + kTail - std::min(kTail, samples(quiet_windows_)));
  return stretch;
}

std::optional<StretchCutter::Stretch> StretchCutter::finish() {
  auto stretch = open_stretch();
  drop(windows_.size());
  return stretch;
}

std::optional<StretchCutter::Stretch> StretchCutter::take(std::size_t count) {
  auto stretch = stretch_of(count);
  drop(count);
  return stretch;
}

/// The stretch that the first `count` windows make, without what lies before and behind its speech.
std::optional<StretchCutter::Stretch> StretchCutter::stretch_of(std::size_t count) const {
  const auto end = windows_.begin() + static_cast<std::ptrdiff_t>(count);
  const auto is_speech = [](const Window& window) { return window.is_speech; };
  const auto first = std::find_if(windows_.begin(), end, is_speech);
  const auto last =
      std::find_if(std::make_reverse_iterator(end), windows_.rend(), is_speech).base();
  Stretch stretch;
  stretch.speech =
      samples(static_cast<std::size_t>(std::count_if(windows_.begin(), end, is_speech)));
  if (stretch.speech < kClick) return std::nullopt;
  const std::size_t begin_at = samples(static_cast<std::size_t>(first - windows_.begin()));
  const std::size_t end_at = samples(static_cast<std::size_t>(last - windows_.begin()));
  const std::size_t from = begin_at - std::min(begin_at, kLead);
  const std::size_t to = std::min(samples(count), end_at + kTail);
  stretch.pcm.assign(pcm_.begin() + static_cast<std::ptrdiff_t>(from),
                     pcm_.begin() + static_cast<std::ptrdiff_t>(to));
  stretch.speech_end = seen_ - samples(windows_.size()) + end_at;
  return stretch;
}

void StretchCutter::drop(std::size_t count) {
  const auto is_speech = [](const Window& window) { return window.is_speech; };
  pcm_.erase(pcm_.begin(), pcm_.begin() + static_cast<std::ptrdiff_t>(samples(count)));
  windows_.erase(windows_.begin(), windows_.begin() + static_cast<std::ptrdiff_t>(count));
  speech_windows_ =
      static_cast<std::size_t>(std::count_if(windows_.begin(), windows_.end(), is_speech));
  quiet_windows_ = std::min(quiet_windows_, windows_.size());
}

/// Behind the quietest window of the last seconds, its neighbours weighing in.
std::size_t StretchCutter::quietest() const {
  const std::size_t from = windows_.size() - std::min(windows_.size() - 2, kSearch / window_size_);
  std::size_t best = from;
  std::uint64_t best_energy = ~std::uint64_t{0};
  for (std::size_t i = from; i + 1 < windows_.size(); ++i) {
    const std::uint64_t energy =
        windows_[i - 1].energy + windows_[i].energy + windows_[i + 1].energy;
    if (energy < best_energy) {
      best_energy = energy;
      best = i;
    }
  }
  return best;
}

/// Before any speech only the lead is kept.
void StretchCutter::forget_lead() {
  while (samples(windows_.size() - 1) >= kLead) {
    windows_.erase(windows_.begin());
    pcm_.erase(pcm_.begin(), pcm_.begin() + static_cast<std::ptrdiff_t>(window_size_));
  }
}

}  // namespace hotpin::engines::sherpa
