#pragma once

#include <algorithm>
#include <cstddef>

#include "base/clock.hpp"

namespace hotpin::engines::llama {

/// How fast the model reads at this moment. A plain value of the scheduler's.
class Pace {
 public:
  /// Passes over fewer rows cost more for each, and tell nothing.
  static constexpr std::size_t kLeastRows = 4;

  void note(std::size_t rows, base::Duration took) {
    if (rows < kLeastRows) return;
    const base::Duration now = took / static_cast<std::int64_t>(rows);
    row_time_ = row_time_ == base::Duration{} ? now : (3 * row_time_ + now) / 4;
  }
  /// At least one pass; without a bound while nothing is known.
  std::size_t rows_in(base::Duration time) const {
    if (row_time_ == base::Duration{}) return kUnknown;
    return std::max(static_cast<std::size_t>(time / row_time_), kLeastRows);
  }

 private:
  static constexpr std::size_t kUnknown = 1'000'000;
  base::Duration row_time_{};  ///< of one row among many, lately; 0: not known yet
};

}  // namespace hotpin::engines::llama
