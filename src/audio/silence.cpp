#include "audio/silence.hpp"

#include <algorithm>
#include <cstdlib>

namespace hotpin::audio {
namespace {

constexpr std::uint32_t kLeadMs = 10;
constexpr std::uint32_t kTailMs = 30;

std::size_t samples_in(std::uint32_t ms, std::uint32_t rate_hz) {
  return std::size_t{rate_hz} * ms / 1000;
}

bool is_audible(std::int16_t sample) { return std::abs(int{sample}) >= kAudibleLevel; }

/// From the first audible sample to behind the last one.
VoicedRange audible_range(std::span<const std::int16_t> samples) {
  const auto first = std::find_if(samples.begin(), samples.end(), is_audible);
  if (first == samples.end()) return {};
  const auto last = std::find_if(samples.rbegin(), samples.rend(), is_audible).base();
  return {static_cast<std::size_t>(first - samples.begin()),
          static_cast<std::size_t>(last - samples.begin())};
}

}  // namespace

VoicedRange voiced_range(std::span<const std::int16_t> samples, std::uint32_t rate_hz) {
  const VoicedRange sound = audible_range(samples);
  if (sound.empty()) return {};
  return {sound.begin - std::min(sound.begin, samples_in(kLeadMs, rate_hz)),
          std::min(samples.size(), sound.end + samples_in(kTailMs, rate_hz))};
}

SilenceTrimmer::SilenceTrimmer(std::uint32_t rate_hz)
    : lead_(samples_in(kLeadMs, rate_hz)), tail_(samples_in(kTailMs, rate_hz)) {}

void SilenceTrimmer::push(std::span<const std::int16_t> in, std::vector<std::int16_t>& out) {
  const VoicedRange sound = audible_range(in);
  const std::size_t before = held_.size();
  held_.insert(held_.end(), in.begin(), in.end());
  if (!sound.empty()) tail_left_ = before + sound.end + tail_;
  if (!has_begun_) drop_lead(sound.empty() ? held_.size() : before + sound.begin);
  has_begun_ = has_begun_ || !sound.empty();
  if (!has_begun_) return;
  const std::size_t kept = std::min(held_.size(), tail_left_);
  const auto end = held_.begin() + static_cast<std::ptrdiff_t>(kept);
  out.insert(out.end(), held_.begin(), end);
  held_.erase(held_.begin(), end);
  tail_left_ -= kept;
}

/// Nothing is heard in the first `silent` samples of what is held.
void SilenceTrimmer::drop_lead(std::size_t silent) {
  const std::size_t dropped = silent - std::min(silent, lead_);
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(dropped));
  trimmed_ += dropped;
  tail_left_ -= std::min(tail_left_, dropped);
}

}  // namespace hotpin::audio
