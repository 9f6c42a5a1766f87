#include "engines/openai/upstream.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace hotpin::engines::openai {
namespace {

std::int64_t to_ms(base::Duration span) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
}
std::int64_t to_ms(base::TimePoint at) { return to_ms(at.time_since_epoch()); }

std::string cell_name(const std::string& service, const char* what) {
  return "up." + service.substr(0, 32) + "." + what;
}

void raise_to(base::SharedPage::Cell& cell, std::int64_t value) {
  std::int64_t seen = cell;
  while (seen < value && !cell.compare_exchange_weak(seen, value)) {
  }
}

/// Between 0 and where the breaker opens; returns the sum.
std::int64_t raise_by(base::SharedPage::Cell& score, std::int64_t points) {
  std::int64_t seen = score;
  std::int64_t sum = 0;
  do {
    sum = std::clamp<std::int64_t>(seen + points, 0, Upstream::kScoreToOpen);
  } while (!score.compare_exchange_weak(seen, sum));
  return sum;
}

}  // namespace

Upstream::Upstream(base::SharedPage& shared, const std::string& name)
    : name_(name),
      hold_until_ms_(shared.cell(cell_name(name, "hold_until_ms"))),
      score_(shared.cell(cell_name(name, "score"))),
      open_until_ms_(shared.cell(cell_name(name, "open_until_ms"))),
      open_ms_(shared.cell(cell_name(name, "open_ms"))),
      credit_(shared.cell(cell_name(name, "credit"))) {}

Upstream::Admission Upstream::admit(base::TimePoint now) {
  const std::int64_t now_ms = to_ms(now);
  if (const std::int64_t wait_ms = hold_until_ms_ - now_ms; wait_ms > 0) {
    return {
        base::Milliseconds(wait_ms),
        {"held", "the service asks to wait " + std::to_string(wait_ms / 1000 + 1) + " s longer"}};
  }
  std::int64_t open_until_ms = open_until_ms_;
  if (open_until_ms == 0) return {};
  // Whoever moves the time on makes the trial; for the others it stays open.
  const bool is_trial = now_ms >= open_until_ms &&
                        open_until_ms_.compare_exchange_strong(open_until_ms, now_ms + open_ms_);
  if (is_trial) return {};
  return {base::Milliseconds(std::max<std::int64_t>(1, open_until_ms_ - now_ms)),
          {"breaker_open", "the service failed again and again"}};
}

bool Upstream::is_held(base::TimePoint now) const { return hold_until_ms_ > to_ms(now); }

void Upstream::succeeded() {
  raise_by(score_, -kSuccess);
  if (open_until_ms_.exchange(0) != 0) {
    score_ = 0;
    base::log(base::LogLevel::info, "the service " + name_ + " is well again");
  }
  open_ms_ = 0;
}

void Upstream::failed(const Failure& failure, base::TimePoint now) {
  if (failure.hold) raise_to(hold_until_ms_, to_ms(now + *failure.hold));
  if (!failure.is_service) return;
  if (raise_by(score_, failure.is_timeout ? 2 : 1) < kScoreToOpen) return;
  const std::int64_t open_ms =
      std::clamp<std::int64_t>(open_ms_ * 2, to_ms(kFirstOpen), to_ms(kLongestOpen));
  open_ms_ = open_ms;
  if (open_until_ms_.exchange(to_ms(now) + open_ms) == 0) {
    base::log(base::LogLevel::warn,
              "the service " + name_ +
                  " fails too often and is left alone for a while; last: " + failure.error.detail);
  }
}

void Upstream::count_turn() {
  constexpr std::int64_t kMost = std::int64_t{kMostSavedRetries} * kTurnsPerRetry;
  std::int64_t seen = credit_;
  while (seen < kMost && !credit_.compare_exchange_weak(seen, seen + 1)) {
  }
}

bool Upstream::take_retry() {
  std::int64_t seen = credit_;
  // One more than none: the first turn's failure has a retry, and the share still holds.
  while (seen > 0) {
    if (credit_.compare_exchange_weak(seen, seen - kTurnsPerRetry)) return true;
  }
  return false;
}

}  // namespace hotpin::engines::openai
