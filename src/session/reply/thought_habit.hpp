#pragma once

#include <cstdint>

#include "base/shared_page.hpp"

namespace hotpin::session {

/// Whether the model's replies begin with a thought of which only the end is marked, as where the
/// chat template opens it in the prompt: then what comes first must wait, or it would be spoken.
/// Known to all workers from the first such reply on, until a few replies in a row had none.
/// Thread-safe.
class ThoughtHabit {
 public:
  static constexpr std::int64_t kReplies = 3;

  explicit ThoughtHabit(base::SharedPage& page) : left_(page.cell("reply.unopened_thought")) {}

  bool is_expected() const { return left_ > 0; }
  void seen() { left_ = kReplies; }
  void missed() {
    std::int64_t left = left_;
    while (left > 0 && !left_.compare_exchange_weak(left, left - 1)) {
    }
  }

 private:
  base::SharedPage::Cell& left_;
};

}  // namespace hotpin::session
