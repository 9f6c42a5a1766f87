#include "server/access/guess_limit.hpp"

#include <gtest/gtest.h>

namespace hotpin::server {
namespace {

using std::chrono::seconds;

TEST(GuessLimit, AMinutesWorthThenOneASecondForEachNetwork) {
  GuessLimit limit;
  base::TimePoint now{std::chrono::hours(1)};
  for (int i = 0; i < GuessLimit::kAMinute; ++i) {
    EXPECT_TRUE(limit.may_guess("a", now)) << i;
    limit.note_wrong("a", now);
  }
  EXPECT_FALSE(limit.may_guess("a", now));
  EXPECT_TRUE(limit.may_guess("b", now)) << "others are not asked to pay";
  limit.note_wrong("a", now);
  now += seconds(1);
  EXPECT_TRUE(limit.may_guess("a", now));
  limit.note_wrong("a", now);
  EXPECT_FALSE(limit.may_guess("a", now));
  now += seconds(60);
  EXPECT_TRUE(limit.may_guess("a", now));
}

TEST(GuessLimit, ForgetsFirstWhoHasGuessedLeast) {
  GuessLimit limit;
  const base::TimePoint now{std::chrono::hours(1)};
  for (int i = 0; i < GuessLimit::kAMinute; ++i) limit.note_wrong("worst", now);
  for (std::size_t i = 0; i < 2 * GuessLimit::kMaxNetworks; ++i)
    limit.note_wrong(std::to_string(i), now);
  EXPECT_FALSE(limit.may_guess("worst", now));
}

}  // namespace
}  // namespace hotpin::server
