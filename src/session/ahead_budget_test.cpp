#include "session/ahead_budget.hpp"

#include <gtest/gtest.h>

namespace hotpin::tests {
namespace {

using base::Milliseconds;
using session::AheadBudget;

class Ahead : public testing::Test {
 protected:
  std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  AheadBudget budget_{*page_, 2};
  base::TimePoint now_{std::chrono::hours(1)};
};

TEST_F(Ahead, WhatIsWastedIsATenthOfTheCores) {
  int begun = 0;
  for (int second = 0; second < 600; ++second, now_ += std::chrono::seconds(1)) {
    if (!budget_.may_begin(now_)) continue;
    ++begun;
    budget_.lost(Milliseconds(500));
  }
  // 600 s earn 0.1 × 2 cores × 600 s = 120 s, and 4 s were saved up: 248 times half a second.
  EXPECT_NEAR(begun, 248, 5);
  EXPECT_EQ(page_->cell("ahead.begun").load(), begun);
  EXPECT_EQ(page_->cell("ahead.lost").load(), begun);
  EXPECT_EQ(page_->cell("ahead.refused").load(), 600 - begun);
}

TEST_F(Ahead, WhatIsWonCostsNothing) {
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(budget_.may_begin(now_));
    budget_.won();
  }
  EXPECT_EQ(page_->cell("ahead.won").load(), 1000);
}

TEST_F(Ahead, NothingIsBegunWhileTheCoresAnswerOthers) {
  budget_.turn_begins();
  EXPECT_TRUE(budget_.may_begin(now_));
  budget_.turn_begins();
  EXPECT_FALSE(budget_.may_begin(now_));
  budget_.turn_speaks();
  EXPECT_TRUE(budget_.may_begin(now_));
}

}  // namespace
}  // namespace hotpin::tests
