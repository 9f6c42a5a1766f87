#include "engines/sherpa/pauses.hpp"

#include <algorithm>
#include <cstdlib>

#include "audio/silence.hpp"

namespace hotpin::engines::sherpa {
namespace {

constexpr std::size_t kLongMs = 200;
constexpr std::size_t kKeptShare = 5;  // a fifth

bool is_audible(std::int16_t sample) { return std::abs(int{sample}) >= audio::kAudibleLevel; }

}  // namespace

std::vector<Cut> long_pauses(std::span<const std::int16_t> samples, std::uint32_t rate_hz) {
  std::vector<Cut> cuts;
  const std::size_t least = rate_hz * kLongMs / 1000;
  for (auto at = samples.begin(); at != samples.end();) {
    const auto silence = std::find_if_not(at, samples.end(), is_audible);
    at = std::find_if(silence, samples.end(), is_audible);
    const auto begin = static_cast<std::size_t>(silence - samples.begin());
    const auto end = static_cast<std::size_t>(at - samples.begin());
    if (end - begin >= least) cuts.push_back({begin + (end - begin) / kKeptShare, end});
  }
  return cuts;
}

void leave_out(std::vector<std::int16_t>& samples, std::span<const Cut> cuts) {
  std::size_t kept = 0;
  std::size_t at = 0;
  const auto keep = [&](std::size_t end) {
    for (; at < end; ++at) samples[kept++] = samples[at];
  };
  for (const Cut& cut : cuts) {
    keep(cut.begin);
    at = cut.end;
  }
  keep(samples.size());
  samples.resize(kept);
}

std::size_t place_after(std::size_t place, std::span<const Cut> cuts) {
  std::size_t gone = 0;
  for (const Cut& cut : cuts) {
    if (place <= cut.begin) break;
    gone += std::min(place, cut.end) - cut.begin;
  }
  return place - gone;
}

}  // namespace hotpin::engines::sherpa
