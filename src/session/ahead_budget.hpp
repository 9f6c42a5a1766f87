#pragma once

#include <cstddef>
#include <mutex>

#include "base/clock.hpp"
#include "base/shared_page.hpp"

namespace hotpin::session {

/// How much of what is worked out before the end of a turn.
enum class AheadLevel {
  nothing,
  words,   ///< the recogniser is asked at the first pause
  prompt,  ///< and the model reads what it said
  all      ///< and answers, and the first phrases are spoken, for nobody to hear yet
};

/// Bounds the work that nobody will want: answers begun ahead that new speech makes worthless. One
/// for all sessions of a process. Thread-safe.
class AheadBudget {
 public:
  /// Of the machine's time, what may be wasted on average; and how much may be saved up.
  static constexpr double kShare = 0.10;
  static constexpr double kMostSavedMs = 4000;

  /// Counts into `page`, for metrics: ahead.begun, ahead.won, ahead.lost, ahead.refused.
  AheadBudget(base::SharedPage& page, std::size_t cores);

  /// Whether an answer may be begun: time is left, and the cores have nothing better to do.
  bool may_begin(base::TimePoint now);
  void won() { ++won_; }
  /// It ran for so long in vain.
  void lost(base::Duration ran);

  /// A committed turn is being worked on, until its first audio is there.
  void turn_begins();
  void turn_speaks();

 private:
  std::mutex mutex_;  // for what follows, up to the cells
  const std::size_t cores_;
  double saved_ms_ = kMostSavedMs;
  base::TimePoint counted_at_{};
  std::size_t busy_turns_ = 0;
  base::SharedPage::Cell& begun_;
  base::SharedPage::Cell& won_;
  base::SharedPage::Cell& lost_;
  base::SharedPage::Cell& refused_;
};

}  // namespace hotpin::session
