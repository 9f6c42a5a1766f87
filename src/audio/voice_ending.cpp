#include "audio/voice_ending.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "audio/pitch.hpp"

namespace hotpin::audio {
namespace {

constexpr std::size_t kLongest = 16 * 3000;
constexpr std::size_t kStep = 160;    // 10 ms
constexpr std::size_t kWindow = 320;  // 20 ms
constexpr double kStepMs = 10;
constexpr std::size_t kPauseSteps = 10;  // behind speech, to know the room by
constexpr float kLoudDb = 10;            // under the loudest
constexpr float kVoicedDb = 28;          // under the loudest: quieter sounds have no clear pitch
constexpr std::size_t kDropSteps = 20;
/// A syllable is a moment louder than what is this near, and not much quieter than the loudest.
constexpr std::size_t kAroundSyllable = 6;
constexpr std::size_t kSmoothing = 2;  // steps to each side, over the voice's own pulses
constexpr float kSyllableDb = 22;

constexpr float kOtherVoiceSt = 9;  // from the median: an octave error
constexpr float kTooHighSt = 7;     // above the lowest: rather an octave error, too
constexpr std::size_t kLeastPitches = 6;
constexpr std::size_t kEndSteps = 12;

using Levels = std::vector<float>;

float quantile(std::vector<float> values, double share) {
  const auto at = std::min(values.size() - 1,
                           static_cast<std::size_t>(share * static_cast<double>(values.size())));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

Levels levels_of(std::span<const std::int16_t> pcm) {
  Levels levels;
  for (std::size_t at = 0; at + kWindow <= pcm.size(); at += kStep) {
    float sum = 0;
    for (const std::int16_t sample : pcm.subspan(at, kWindow))
      sum += static_cast<float>(sample) * static_cast<float>(sample);
    levels.push_back(10 * std::log10(sum / kWindow + 1));
  }
  return levels;
}

struct Loudness {
  Levels levels;
  float loudest = 0;
  std::size_t last_loud = 0;
  std::size_t last = 0;  // audible
};

Loudness loudness_of(std::span<const std::int16_t> pcm) {
  Loudness it{.levels = levels_of(pcm)};
  if (it.levels.size() <= kPauseSteps) return it;
  it.loudest = quantile(it.levels, 0.97);
  const float room = quantile({it.levels.end() - kPauseSteps, it.levels.end()}, 0.5);
  const float audible = room + 3 + 0.15F * (it.loudest - room);
  for (std::size_t i = 0; i < it.levels.size(); ++i) {
    if (it.levels[i] > audible) it.last = i;
  }
  for (std::size_t i = 0; i <= it.last; ++i) {
    if (it.levels[i] > it.loudest - kLoudDb) it.last_loud = i;
  }
  return it;
}

std::span<const float> around(const Levels& levels, std::size_t step, std::size_t reach) {
  const std::size_t from = step - std::min(step, reach);
  return std::span(levels).subspan(from, std::min(step + reach + 1, levels.size()) - from);
}

Levels smoothed(const Levels& levels) {
  Levels smooth;
  for (std::size_t step = 0; step < levels.size(); ++step) {
    const auto near = around(levels, step, kSmoothing);
    smooth.push_back(std::accumulate(near.begin(), near.end(), 0.0F) /
                     static_cast<float>(near.size()));
  }
  return smooth;
}

/// The step at which the last syllable is loudest; the last audible one when there is none.
std::size_t last_syllable(const Loudness& loudness) {
  const Levels smooth = smoothed(loudness.levels);
  for (std::size_t step = loudness.last + 1; step-- > 0;) {
    if (smooth[step] <= loudness.loudest - kSyllableDb) continue;
    const auto near = around(smooth, step, kAroundSyllable);
    if (smooth[step] >= *std::max_element(near.begin(), near.end())) return step;
  }
  return loudness.last;
}

/// A quarter of the rate; the average and the smoothing behind it take away what would fold back.
std::vector<float> decimated(std::span<const std::int16_t> pcm) {
  std::vector<float> rough(pcm.size() / kPitchDecimation);
  for (std::size_t i = 0; i < rough.size(); ++i) {
    for (const std::int16_t sample : pcm.subspan(i * kPitchDecimation, kPitchDecimation))
      rough[i] += static_cast<float>(sample) / kPitchDecimation;
  }
  std::vector<float> smooth = rough;
  for (std::size_t i = 1; i + 1 < rough.size(); ++i)
    smooth[i] = (rough[i - 1] + 2 * rough[i] + rough[i + 1]) / 4;
  return smooth;
}

struct Pitch {
  std::size_t step = 0;
  float st = 0;
};

std::vector<Pitch> pitches_of(std::span<const std::int16_t> pcm, const Loudness& loudness) {
  const std::vector<float> low = decimated(pcm);
  constexpr std::size_t kHalf = 60;  // of a pitch's window, so that it lies over its step
  std::vector<Pitch> pitches;
  for (std::size_t step = 2; step <= loudness.last; step += 2) {
    const std::size_t from = step * kStep / kPitchDecimation - kHalf;
    if (from + kPitchWindow + kLongestLag > low.size()) break;
    if (loudness.levels[step] < loudness.loudest - kVoicedDb) continue;
    const auto st = pitch_of(std::span(low).subspan(from, kPitchWindow + kLongestLag));
    if (st) pitches.push_back({step, *st});
  }
  return pitches;
}

std::vector<float> heights(const std::vector<Pitch>& pitches, std::size_t from_step) {
  std::vector<float> values;
  for (const Pitch& pitch : pitches) {
    if (pitch.step >= from_step) values.push_back(pitch.st);
  }
  return values;
}

std::optional<double> final_pitch(std::vector<Pitch> pitches) {
  if (pitches.size() < kLeastPitches) return std::nullopt;
  const float median = quantile(heights(pitches, 0), 0.5);
  std::erase_if(pitches,
                [median](const Pitch& it) { return std::abs(it.st - median) > kOtherVoiceSt; });
  if (pitches.size() < kLeastPitches) return std::nullopt;
  const std::size_t last = pitches.back().step;
  const auto ending = heights(pitches, last - std::min(last, kEndSteps) + 1);
  const float height = quantile(ending, 0.3) - quantile(heights(pitches, 0), 0.1);
  if (height > kTooHighSt) return std::nullopt;
  return height;
}

}  // namespace

std::optional<VoiceEnding> voice_ending(std::span<const std::int16_t> pcm) {
  if (pcm.size() > kLongest) pcm = pcm.last(kLongest);
  const Loudness loudness = loudness_of(pcm);
  if (loudness.last == 0) return std::nullopt;
  const auto end = loudness.levels.begin() + static_cast<std::ptrdiff_t>(loudness.last) + 1;
  const auto begin = end - static_cast<std::ptrdiff_t>(std::min(loudness.last + 1, kDropSteps));
  return VoiceEnding{
      .fade_ms = kStepMs * static_cast<double>(loudness.last - loudness.last_loud),
      .drop_db = loudness.loudest - *std::max_element(begin, end),
      .last_syllable_ms = kStepMs * static_cast<double>(loudness.last - last_syllable(loudness)),
      .pitch_st = final_pitch(pitches_of(pcm, loudness))};
}

}  // namespace hotpin::audio
