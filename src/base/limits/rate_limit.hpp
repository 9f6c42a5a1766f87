#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace hotpin::base {

/// The generic cell rate algorithm (ITU-T I.371) over one number, which processes may share: so
/// many events a minute, of which a minute's worth may come at once. The number says up to when the
/// events so far have used up the rate, in nanoseconds of the machine's steady clock; 0 at first.
/// Thread-safe, without a lock.
class RateLimit {
 public:
  using Cell = std::atomic<std::int64_t>;

  /// `a_minute` is above 0.
  RateLimit(Cell& used_up_to, int a_minute) : used_up_to_(used_up_to), step_(kMinute / a_minute) {}

  /// Counts one event; or says how long until one is within the rate, and counts none.
  std::optional<Duration> take(TimePoint now) {
    std::int64_t before = used_up_to_.load();
    for (;;) {
      const std::int64_t after = std::max(before, nanoseconds(now)) + step_;
      const std::int64_t late = after - nanoseconds(now) - kMinute;
      if (late > 0) return std::chrono::nanoseconds(late);
      if (used_up_to_.compare_exchange_weak(before, after)) return std::nullopt;
    }
  }
  /// Whether take() would count one.
  bool allows(TimePoint now) const {
    return std::max(used_up_to_.load(), nanoseconds(now)) + step_ - nanoseconds(now) <= kMinute;
  }

 private:
  static constexpr std::int64_t kMinute =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::minutes(1)).count();

  static std::int64_t nanoseconds(TimePoint at) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
  }

  Cell& used_up_to_;
  const std::int64_t step_;
};

}  // namespace hotpin::base
