#include "engines/smart_turn/mel_features.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engines/smart_turn/power_spectrum.hpp"

namespace hotpin::engines::smart_turn {
namespace {

constexpr std::size_t kHopSamples = kHeardSamples / kFrames;
constexpr double kNyquistHz = 8000;
constexpr float kLeastPower = 1e-10F;
constexpr float kDynamicRange = 8;  // in powers of ten

// Slaney's mel scale: straight up to 1 kHz, logarithmic from there.
constexpr double kStraightHz = 1000;
constexpr double kHzPerMel = 200.0 / 3;
constexpr double kStraightMels = kStraightHz / kHzPerMel;
const double kLogStep = std::log(6.4) / 27;

double mels_of(double hz) {
  return hz < kStraightHz ? hz / kHzPerMel : kStraightMels + std::log(hz / kStraightHz) / kLogStep;
}
double hz_of(double mels) {
  return mels < kStraightMels ? mels * kHzPerMel
                              : kStraightHz * std::exp((mels - kStraightMels) * kLogStep);
}

/// A triangle over the frequencies from `first` on, of the area that Slaney gives it.
struct Band {
  std::size_t first = 0;
  std::vector<float> weights;
};

Band make_band(double low_hz, double middle_hz, double high_hz) {
  Band band;
  for (std::size_t k = 0; k < kFrequencies; ++k) {
    const double hz = kNyquistHz * static_cast<double>(k) / static_cast<double>(kFrequencies - 1);
    const double height =
        std::min((hz - low_hz) / (middle_hz - low_hz), (high_hz - hz) / (high_hz - middle_hz));
    if (height <= 0) continue;
    if (band.weights.empty()) band.first = k;
    band.weights.push_back(static_cast<float>(2 * height / (high_hz - low_hz)));
  }
  return band;
}

std::array<Band, kBands> make_bands() {
  const auto edge_hz = [](std::size_t i) {
    return hz_of(mels_of(kNyquistHz) * static_cast<double>(i) / static_cast<double>(kBands + 1));
  };
  std::array<Band, kBands> bands;
  for (std::size_t i = 0; i < kBands; ++i)
    bands[i] = make_band(edge_hz(i), edge_hz(i + 1), edge_hz(i + 2));
  return bands;
}
const std::array<Band, kBands> kAllBands = make_bands();

Frame make_window() {
  Frame window;
  for (std::size_t i = 0; i < kFrameSamples; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kFrameSamples;
    window[i] = static_cast<float>((1 - std::cos(angle)) / 2);
  }
  return window;
}
const Frame kWindow = make_window();

std::vector<float> normalised(std::span<const std::int16_t> pcm) {
  pcm = pcm.last(std::min(pcm.size(), kHeardSamples));
  double sum = 0;
  double squares = 0;
  for (const std::int16_t value : pcm) {
    const double sample = value / 32768.0;
    sum += sample;
    squares += sample * sample;
  }
  constexpr auto kCount = static_cast<double>(kHeardSamples);
  const double mean = sum / kCount;
  const double scale = 1 / std::sqrt(squares / kCount - mean * mean + 1e-7);
  std::vector<float> out(kHeardSamples, static_cast<float>(-mean * scale));
  std::transform(
      pcm.begin(), pcm.end(), out.end() - static_cast<std::ptrdiff_t>(pcm.size()),
      [&](std::int16_t value) { return static_cast<float>((value / 32768.0 - mean) * scale); });
  return out;
}

/// The samples around the middle of a frame, under the window. Beyond either end the sound is taken
/// to go on as its mirror image.
Frame frame_at(std::span<const float> samples, std::size_t number) {
  const auto begin = static_cast<std::ptrdiff_t>(number * kHopSamples) -
                     static_cast<std::ptrdiff_t>(kFrameSamples / 2);
  const auto last = static_cast<std::ptrdiff_t>(samples.size()) - 1;
  Frame frame;
  for (std::size_t i = 0; i < kFrameSamples; ++i) {
    std::ptrdiff_t at = std::abs(begin + static_cast<std::ptrdiff_t>(i));
    if (at > last) at = 2 * last - at;
    frame[i] = samples[static_cast<std::size_t>(at)] * kWindow[i];
  }
  return frame;
}

float log_power(const Band& band, const Power& power) {
  float sum = 0;
  for (std::size_t i = 0; i < band.weights.size(); ++i)
    sum += band.weights[i] * power[band.first + i];
  return std::log10(std::max(sum, kLeastPower));
}

}  // namespace

std::vector<float> mel_features(std::span<const std::int16_t> pcm) {
  const std::vector<float> samples = normalised(pcm);
  std::vector<float> features(kBands * kFrames);
  for (std::size_t at = 0; at < kFrames; at += 2) {
    const auto powers = power_spectra(frame_at(samples, at), frame_at(samples, at + 1));
    for (std::size_t band = 0; band < kBands; ++band) {
      for (std::size_t i = 0; i < powers.size(); ++i)
        features[band * kFrames + at + i] = log_power(kAllBands[band], powers[i]);
    }
  }
  const float least = *std::max_element(features.begin(), features.end()) - kDynamicRange;
  for (float& value : features) value = (std::max(value, least) + 4) / 4;
  return features;
}

}  // namespace hotpin::engines::smart_turn
