#include "support/speech/word_onset.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <vector>

#include "audio/silence.hpp"

namespace hotpin::tests {
float PEN = 0;
namespace {

using Pcm = std::span<const std::int16_t>;

constexpr std::size_t kBands = 24;
using Frame = std::array<float, kBands>;  // loudness of each band, as a logarithm

constexpr double kHopS = 0.010;
constexpr double kWindowS = 0.020;
constexpr std::size_t kTransform = 512;  // samples, more than a window at 24 kHz
constexpr double kLowHz = 80;
constexpr double kHighHz = 7500;
constexpr double kGapS = 0.030;      // between the parts, so that a pause has something to fit
constexpr double kSilenceS = 0.015;  // shorter ones are inside a sound

bool is_audible(std::int16_t sample) { return std::abs(int{sample}) >= audio::kAudibleLevel; }

/// The sound without any silence around it, and where it begins.
std::pair<Pcm, std::size_t> sound_of(Pcm pcm) {
  const auto first = std::find_if(pcm.begin(), pcm.end(), is_audible);
  const auto last = std::find_if(pcm.rbegin(), pcm.rend(), is_audible).base();
  if (first == pcm.end()) return {};
  const auto begin = static_cast<std::size_t>(first - pcm.begin());
  return {pcm.subspan(begin, static_cast<std::size_t>(last - first)), begin};
}

void transform(std::vector<std::complex<float>>& values) {
  const std::size_t size = values.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size / 2;
    for (; (j & bit) != 0; bit /= 2) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
  for (std::size_t half = 1; half < size; half *= 2) {
    const auto angle = -std::numbers::pi_v<float> / static_cast<float>(half);
    for (std::size_t k = 0; k < half; ++k) {
      const std::complex<float> turn = std::polar(1.0F, angle * static_cast<float>(k));
      for (std::size_t at = k; at < size; at += 2 * half) {
        const std::complex<float> far = turn * values[at + half];
        values[at + half] = values[at] - far;
        values[at] += far;
      }
    }
  }
}

double mel(double hz) { return 1127 * std::log(1 + hz / 700); }

/// How much of the power at `hz` a band takes: a triangle over its neighbours' middles.
double share(std::size_t band, double hz) {
  const double step = (mel(kHighHz) - mel(kLowHz)) / (kBands + 1);
  const double middle = mel(kLowHz) + step * static_cast<double>(band + 1);
  return std::max(0.0, 1 - std::abs(mel(hz) - middle) / step);
}

class Spectrum {
 public:
  explicit Spectrum(std::uint32_t rate_hz)
      : hop_(static_cast<std::size_t>(rate_hz * kHopS)),
        window_(static_cast<std::size_t>(rate_hz * kWindowS)) {
    for (std::size_t band = 0; band < kBands; ++band) {
      for (std::size_t bin = 0; bin <= kTransform / 2; ++bin) {
        const double hz = static_cast<double>(bin) * rate_hz / kTransform;
        const auto taken = static_cast<float>(share(band, hz));
        if (taken > 0) shares_[band].emplace_back(bin, taken);
      }
    }
  }

  std::vector<Frame> of(Pcm pcm) const {
    std::vector<Frame> frames;
    for (std::size_t at = 0; at == 0 || at + window_ <= pcm.size(); at += hop_) {
      frames.push_back(frame(pcm.subspan(at, std::min(window_, pcm.size() - at))));
    }
    return frames;
  }

 private:
  Frame frame(Pcm pcm) const {
    std::vector<std::complex<float>> values(kTransform);
    for (std::size_t i = 0; i < pcm.size(); ++i) {
      const double phase =
          2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(window_);
      values[i] = static_cast<float>((0.5 - 0.5 * std::cos(phase)) * pcm[i] / 32768);
    }
    transform(values);
    Frame bands{};
    for (std::size_t band = 0; band < kBands; ++band) {
      float power = 1e-5F;  // a floor, so that silences are alike
      for (const auto& [bin, taken] : shares_[band]) power += taken * std::norm(values[bin]);
      bands[band] = std::log(power);
    }
    return bands;
  }

  const std::size_t hop_;
  const std::size_t window_;
  std::array<std::vector<std::pair<std::size_t, float>>, kBands> shares_;
};

float distance(const Frame& a, const Frame& b) {
  float sum = 0;
  for (std::size_t i = 0; i < kBands; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum / kBands);
}

/// For each frame of `b` the first frame of `a` that it is laid on, both from end to end.
std::vector<std::size_t> warp(const std::vector<Frame>& a, const std::vector<Frame>& b) {
  enum class Step : char { both, in_a, in_b };
  const std::size_t width = b.size() + 1;
  std::vector<Step> steps(width * (a.size() + 1));
  std::vector<float> above(width, std::numeric_limits<float>::infinity());
  std::vector<float> row(width);
  above[0] = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = std::numeric_limits<float>::infinity();
    for (std::size_t j = 1; j < width; ++j) {
      const float cost = distance(a[i - 1], b[j - 1]);
      Step step = Step::both;
      row[j] = above[j - 1] + 2 * cost;  // so that no way is cheaper for being straight
      const float bent = cost + PEN;
      if (above[j] + bent < row[j]) row[j] = above[j] + bent, step = Step::in_a;
      if (row[j - 1] + bent < row[j]) row[j] = row[j - 1] + bent, step = Step::in_b;
      steps[i * width + j] = step;
    }
    std::swap(above, row);
  }
  std::vector<std::size_t> laid(b.size());
  for (std::size_t i = a.size(), j = b.size(); i > 0 && j > 0;) {
    laid[j - 1] = i - 1;
    const Step step = steps[i * width + j];
    if (step != Step::in_b) --i;
    if (step != Step::in_a) --j;
  }
  return laid;
}

/// Behind the last silence in `onset`, if there is one: it ends with a sound's beginning.
void leave_silence(Onset& onset, Pcm whole, std::uint32_t rate_hz) {
  const auto least = static_cast<std::size_t>(rate_hz * kSilenceS);
  const auto end = std::min(static_cast<std::size_t>(onset.latest), whole.size());
  std::size_t silent = 0;
  for (auto at = static_cast<std::size_t>(onset.earliest); at < end; ++at) {
    silent = is_audible(whole[at]) ? 0 : silent + 1;
    if (silent >= least) onset.earliest = static_cast<double>(at + 1);
  }
}

}  // namespace

Onset find_onset(Pcm whole, Pcm first, Pcm second, std::uint32_t rate_hz) {
  const auto [sound, begin] = sound_of(whole);
  const Pcm before = sound_of(first).first;
  const Pcm behind = sound_of(second).first;
  std::vector<std::int16_t> joined(before.begin(), before.end());
  joined.insert(joined.end(), static_cast<std::size_t>(rate_hz * kGapS), 0);
  const std::size_t second_begin = joined.size();
  joined.insert(joined.end(), behind.begin(), behind.end());
  const Spectrum spectrum(rate_hz);
  const auto laid = warp(spectrum.of(sound), spectrum.of(joined));
  // A frame stands for its middle.
  const double hop = rate_hz * kHopS;
  const double half = rate_hz * kWindowS / 2;
  const auto place_of = [&, begin = static_cast<double>(begin)](std::size_t sample) {
    const double frame = std::ceil(std::max(0.0, static_cast<double>(sample) - half) / hop);
    const auto index = std::min(static_cast<std::size_t>(frame), laid.size() - 1);
    return begin + static_cast<double>(laid[index]) * hop + half;
  };
  Onset onset{place_of(before.size()), place_of(second_begin)};
  leave_silence(onset, whole, rate_hz);
  return onset;
}

}  // namespace hotpin::tests
