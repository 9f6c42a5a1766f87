#include "session/ahead_budget.hpp"

#include <algorithm>

namespace hotpin::session {

namespace {

/// By then an answer's beginning is made, and nothing more is done for it.
constexpr double kMostLostMs = 1000;

}  // namespace

AheadBudget::AheadBudget(base::SharedPage& page, std::size_t cores)
    : cores_(std::max<std::size_t>(1, cores)),
      begun_(page.cell("ahead.begun")),
      won_(page.cell("ahead.won")),
      lost_(page.cell("ahead.lost")),
      refused_(page.cell("ahead.refused")) {}

bool AheadBudget::may_begin(base::TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (counted_at_ != base::TimePoint{}) {
    const double earned = kShare * static_cast<double>(cores_) * base::to_ms(now - counted_at_);
    saved_ms_ = std::min(kMostSavedMs, saved_ms_ + earned);
  }
  counted_at_ = now;
  const bool may = saved_ms_ > 0 && busy_turns_ < cores_;
  ++(may ? begun_ : refused_);
  return may;
}

void AheadBudget::lost(base::Duration ran) {
  ++lost_;
  const std::lock_guard lock(mutex_);
  saved_ms_ -= std::min(kMostLostMs, base::to_ms(ran));
}

void AheadBudget::turn_begins() {
  const std::lock_guard lock(mutex_);
  ++busy_turns_;
}

void AheadBudget::turn_speaks() {
  const std::lock_guard lock(mutex_);
  if (busy_turns_ > 0) --busy_turns_;
}

}  // namespace hotpin::session
