#include "audio/input/high_pass.hpp"

#include <cmath>
#include <numbers>

#include "audio/listening_rate.hpp"

namespace hotpin::audio {
namespace {

constexpr double kRateHz = kListeningHz;
/// Of a Butterworth filter's two pairs of poles.
constexpr std::array<double, 2> kQ{0.54119610, 1.3065630};

// Evidence must stand for so many blocks of 20 ms, one behind the other and of one sign: a plosive
// blown into a microphone looks like an offset for 40 ms, and like rumble for half a second.
constexpr unsigned kBlocksInARow = 4;
constexpr unsigned kWindowsInARow = 10;
constexpr unsigned kRumbleInARow = 50;

// What recordings without an offset stay below: samples, and shares of the sound's own level.
/// In 20 ms: nothing but an offset, or one that speech hardly reaches.
constexpr double kBlockOffset = 64;
constexpr double kBlockShare = 8;
constexpr double kLargeOffset = 3000;
constexpr double kLargeShare = 0.5;
/// In 200 ms: one beside speech, or a small one in a quiet room.
constexpr double kOffset = 48;
constexpr double kShare = 0.1;
constexpr double kSmallOffset = 16;
constexpr double kSmallShare = 1;
/// Root mean square of what the filter takes out of 200 ms, and its energy by that of the rest.
constexpr double kRumble = 96;
constexpr double kRumbleShare = 3;

}  // namespace

HighPass::HighPass() {
  const double w = 2 * std::numbers::pi * kCutoffHz / kRateHz;
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    const double alpha = std::sin(w) / (2 * kQ[i]);
    const double a0 = 1 + alpha;
    sections_[i].b0 = (1 + std::cos(w)) / 2 / a0;
    sections_[i].a1 = -2 * std::cos(w) / a0;
    sections_[i].a2 = (1 - alpha) / a0;
  }
}

void HighPass::restart() {
  has_begun_ = false;
  now_ = {};
  in_block_ = 0;
  blocks_ = 0;
  block_offset_ = {};
  offset_ = {};
  rumble_ = 0;
}

void HighPass::process(std::span<const std::int16_t> in, std::vector<float>& out) {
  if (in.empty()) return;
  if (!has_begun_) {
    has_begun_ = true;
    sections_[0].settle(in[0]);
    sections_[1].settle(0);
  }
  out.reserve(out.size() + in.size());
  for (const std::int16_t sample : in) {
    const double x = sample;
    const double y = sections_[1].step(sections_[0].step(x));
    out.push_back(static_cast<float>(is_on_ ? y : x));
    if (is_on_) continue;
    now_.in += x;
    now_.in_squared += x * x;
    now_.out_squared += y * y;
    if (++in_block_ == kBlock) end_block();
  }
}

void HighPass::end_block() {
  lately_[blocks_++ % kBlocks] = now_;
  block_offset_.note(now_.is_offset(kBlock, kBlockOffset, kBlockShare) ||
                         now_.is_offset(kBlock, kLargeOffset, kLargeShare),
                     now_.in > 0);
  is_on_ = block_offset_.count >= kBlocksInARow;
  now_ = {};
  in_block_ = 0;
  if (blocks_ < kBlocks) return;
  Sums sum;
  for (const Sums& block : lately_) sum.add(block);
  constexpr double kCount = kBlock * kBlocks;
  offset_.note(
      sum.is_offset(kCount, kOffset, kShare) || sum.is_offset(kCount, kSmallOffset, kSmallShare),
      sum.in > 0);
  rumble_ = sum.is_rumble(kCount) ? rumble_ + 1 : 0;
  is_on_ = is_on_ || offset_.count >= kWindowsInARow || rumble_ >= kRumbleInARow;
}

void HighPass::InARow::note(bool is_offset, bool positive) {
  count = !is_offset ? 0 : is_positive == positive ? count + 1 : 1;
  is_positive = positive;
}

void HighPass::Sums::add(const Sums& other) {
  in += other.in;
  in_squared += other.in_squared;
  out_squared += other.out_squared;
}

bool HighPass::Sums::is_offset(double count, double least, double share) const {
  const double mean = in / count;
  const double variance = in_squared / count - mean * mean;
  return std::abs(mean) > least && mean * mean > share * share * variance;
}

bool HighPass::Sums::is_rumble(double count) const {
  const double taken = in_squared - out_squared;
  return taken > kRumble * kRumble * count && taken > kRumbleShare * out_squared;
}

}  // namespace hotpin::audio
