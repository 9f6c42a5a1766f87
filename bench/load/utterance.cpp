#include "load/utterance.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "client/recording.hpp"
#include "client/wire/pcm.hpp"

namespace hotpin::bench {
namespace {

using Samples = std::span<const std::int16_t>;

constexpr std::size_t samples_of(std::size_t milliseconds) {
  return milliseconds * client::kWireRateHz / 1000;
}

constexpr double kSpeechShareOfPeak = 0.02;
constexpr int kSpeechOverTone = 2;
/// Where even the quietest moment is louder there is no pause in the recording: it is followed by
/// silence.
constexpr double kMostToneOfPeak = 0.1;
constexpr std::array<std::int16_t, samples_of(30)> kSilence{};
constexpr std::size_t kMaxFading = samples_of(1000);
constexpr std::size_t kGuard = samples_of(20);  // sounds rise before they are loud
constexpr std::size_t kBlend = samples_of(10);

// Room tone is looked for in windows, the longest first: a long loop sounds least like a loop, but
// some recordings are quiet for a moment only. "Quiet" is no louder than twice their quietest.
constexpr std::size_t kToneWindowsMs[] = {400, 200, 100, 60, 30};
constexpr std::size_t kToneStep = samples_of(10);
constexpr double kQuietFactor = 2;
constexpr double kQuietFloor = 3;  // of 32768: rounding of what is nearly digital silence

int level(std::int16_t sample) { return std::abs(int{sample}); }

int peak(Samples samples) {
  int loudest = 0;
  for (const std::int16_t sample : samples) loudest = std::max(loudest, level(sample));
  return loudest;
}

struct Window {
  Samples samples;
  double rms = 0;
};

Window quietest(Samples recording, std::size_t length) {
  std::vector<double> energy(recording.size() + 1, 0.0);
  for (std::size_t i = 0; i < recording.size(); ++i) {
    energy[i + 1] = energy[i] + double{1} * recording[i] * recording[i];
  }
  Window best{recording.first(length), std::sqrt(energy[length] / double(length))};
  for (std::size_t at = kToneStep; at + length <= recording.size(); at += kToneStep) {
    const double rms = std::sqrt((energy[at + length] - energy[at]) / double(length));
    if (rms < best.rms) best = {recording.subspan(at, length), rms};
  }
  return best;
}

Samples find_tone(Samples recording) {
  const std::size_t shortest = samples_of(std::end(kToneWindowsMs)[-1]);
  if (recording.size() <= shortest) return recording;
  const Window still = quietest(recording, shortest);
  for (const std::size_t milliseconds : kToneWindowsMs) {
    const std::size_t length = samples_of(milliseconds);
    if (length > recording.size()) continue;
    const Window window = quietest(recording, length);
    if (window.rms <= kQuietFactor * still.rms + kQuietFloor) return window.samples;
  }
  return still.samples;
}

/// Forwards, then backwards: neither the turn nor the seam of the loop is a jump.
std::vector<std::int16_t> loop_of(Samples window) {
  std::vector<std::int16_t> loop(window.begin(), window.end());
  loop.insert(loop.end(), window.rbegin(), window.rend());
  return loop;
}

std::vector<std::int16_t> fading_of(Samples rest, int loud, Samples tone) {
  const auto again =
      std::find_if(rest.begin(), rest.end(), [loud](std::int16_t s) { return level(s) > loud; });
  auto length = static_cast<std::size_t>(again - rest.begin());
  if (again != rest.end()) length -= std::min(length, kGuard);
  std::vector<std::int16_t> fading(
      rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(std::min(length, kMaxFading)));
  const std::size_t blend = std::min({kBlend, fading.size(), tone.size()});
  for (std::size_t i = 0; i < blend; ++i) {
    std::int16_t& sample = fading[fading.size() - blend + i];
    const double share = double(i + 1) / double(blend + 1);
    const double mixed = sample * (1 - share) + tone[tone.size() - blend + i] * share;
    sample = static_cast<std::int16_t>(std::lround(mixed));
  }
  return fading;
}

/// FILE@BEGIN-END as its parts; without a stretch the whole file.
struct Stretch {
  std::string path;
  std::size_t begin_ms = 0;
  std::size_t end_ms = SIZE_MAX;
};

bool parse_number(std::string_view text, std::size_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

base::Result<Stretch> parse_stretch(const std::string& word) {
  const std::size_t at = word.rfind('@');
  if (at == std::string::npos || std::filesystem::exists(word)) return Stretch{word};
  Stretch stretch{word.substr(0, at)};
  const std::string_view span = std::string_view(word).substr(at + 1);
  const std::size_t dash = span.find('-');
  const bool good =
      dash != std::string_view::npos && parse_number(span.substr(0, dash), stretch.begin_ms) &&
      parse_number(span.substr(dash + 1), stretch.end_ms) && stretch.begin_ms < stretch.end_ms;
  if (good) return stretch;
  return base::Error{"bad_file", word + ": a stretch is FILE@BEGIN-END, in milliseconds"};
}

base::Result<Utterance> load_one(const std::string& word) {
  const auto stretch = parse_stretch(word);
  if (!stretch) return stretch.error();
  const auto recording = client::load_recording(stretch->path);
  if (!recording) return recording.error();
  const std::size_t size = recording->pcm.size();
  const bool to_end = stretch->end_ms == SIZE_MAX;
  const std::size_t end = to_end ? size : std::min(size, samples_of(stretch->end_ms));
  return cut_utterance(word, recording->pcm, std::min(end, samples_of(stretch->begin_ms)), end);
}

std::vector<std::string> wavs_in(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".wav") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::int16_t Utterance::behind_speech(std::size_t index) const {
  return index < fading.size() ? fading[index] : tone[(index - fading.size()) % tone.size()];
}

std::string Utterance::wire_bytes(std::size_t samples_behind) const {
  std::vector<std::int16_t> pcm = speech;
  for (std::size_t i = 0; i < samples_behind; ++i) pcm.push_back(behind_speech(i));
  return client::wire_bytes(pcm);
}

base::Result<Utterance> cut_utterance(std::string name, Samples recording, std::size_t begin,
                                      std::size_t end) {
  const Samples stretch = recording.subspan(begin, end - begin);
  const int loudest = peak(stretch);
  Samples window = find_tone(recording);
  if (window.empty() || peak(window) > kMostToneOfPeak * loudest) window = kSilence;
  const int loud =
      std::max(static_cast<int>(kSpeechShareOfPeak * loudest), kSpeechOverTone * peak(window));
  const auto last = std::find_if(stretch.rbegin(), stretch.rend(),
                                 [loud](std::int16_t s) { return level(s) > loud; });
  if (last == stretch.rend()) return base::Error{"bad_file", name + " holds no speech"};
  const auto length = static_cast<std::size_t>(last.base() - stretch.begin());
  Utterance utterance{std::move(name), {stretch.begin(), last.base()}, {}, loop_of(window)};
  utterance.fading = fading_of(recording.subspan(begin + length), loud, utterance.tone);
  return utterance;
}

base::Result<std::vector<Utterance>> load_utterances(const std::vector<std::string>& words) {
  std::vector<std::string> files;
  for (const std::string& word : words) {
    if (!std::filesystem::is_directory(word)) {
      files.push_back(word);
      continue;
    }
    const std::vector<std::string> found = wavs_in(word);
    if (found.empty()) return base::Error{"bad_file", "no WAV file is in " + word};
    files.insert(files.end(), found.begin(), found.end());
  }
  std::vector<Utterance> utterances;
  for (const std::string& file : files) {
    base::Result<Utterance> utterance = load_one(file);
    if (!utterance) return utterance.error();
    utterances.push_back(std::move(*utterance));
  }
  return utterances;
}

}  // namespace hotpin::bench
