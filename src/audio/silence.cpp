#include "audio/silence.hpp"

#include <algorithm>
#include <cstdlib>

namespace hotpin::audio {
namespace {

constexpr std::uint32_t kLeadMs = 10;
constexpr std::uint32_t kTailMs = 30;

bool is_audible(std::int16_t sample) { return std::abs(int{sample}) >= kAudibleLevel; }

}  // namespace

VoicedRange voiced_range(std::span<const std::int16_t> samples, std::uint32_t rate_hz) {
  const auto first = std::find_if(samples.begin(), samples.end(), is_audible);
  if (first == samples.end()) return {};
  const auto last = std::find_if(samples.rbegin(), samples.rend(), is_audible).base();
  const auto begin = static_cast<std::size_t>(first - samples.begin());
  const auto end = static_cast<std::size_t>(last - samples.begin());
  const std::size_t lead = std::size_t{rate_hz} * kLeadMs / 1000;
  const std::size_t tail = std::size_t{rate_hz} * kTailMs / 1000;
  return {begin - std::min(begin, lead), std::min(samples.size(), end + tail)};
}

}  // namespace hotpin::audio
