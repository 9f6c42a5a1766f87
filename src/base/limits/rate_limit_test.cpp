#include "base/limits/rate_limit.hpp"

#include <gtest/gtest.h>

namespace hotpin::base {
namespace {

using std::chrono::seconds;

TEST(RateLimit, AMinutesWorthMayComeAtOnceAndIsEarnedAgainEvenly) {
  RateLimit::Cell cell{0};
  RateLimit limit(cell, 3);
  TimePoint now{std::chrono::hours(5)};
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(limit.allows(now));
    EXPECT_FALSE(limit.take(now)) << i;
  }
  EXPECT_FALSE(limit.allows(now));
  EXPECT_EQ(limit.take(now), seconds(20));
  EXPECT_EQ(limit.take(now), seconds(20)) << "what is refused costs nothing";
  now += seconds(19);
  EXPECT_EQ(limit.take(now), seconds(1));
  now += seconds(1);
  EXPECT_FALSE(limit.take(now));
  EXPECT_TRUE(limit.take(now));
}

TEST(RateLimit, RestSavesUpAMinutesWorthAndNoMore) {
  RateLimit::Cell cell{0};
  RateLimit limit(cell, 2);
  TimePoint now{std::chrono::hours(5)};
  EXPECT_FALSE(limit.take(now));
  now += std::chrono::hours(3);
  EXPECT_FALSE(limit.take(now));
  EXPECT_FALSE(limit.take(now));
  EXPECT_TRUE(limit.take(now));
}

TEST(RateLimit, OneNumberIsOneRateWhoeverCounts) {
  RateLimit::Cell cell{0};
  RateLimit here(cell, 2);
  RateLimit there(cell, 2);
  const TimePoint now{seconds(1)};
  EXPECT_FALSE(here.take(now));
  EXPECT_FALSE(there.take(now));
  EXPECT_TRUE(here.take(now));
}

}  // namespace
}  // namespace hotpin::base
