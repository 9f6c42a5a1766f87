#include "load/plan.hpp"

#include <gmock/gmock.h>

#include <set>

namespace hotpin::bench {
namespace {

using base::Milliseconds;
using std::chrono::seconds;

const std::vector<base::Duration> kLengths = {Milliseconds(2000), Milliseconds(2500),
                                              Milliseconds(3000)};

PlanOptions options(std::size_t users, std::size_t turns) {
  return {.users = users,
          .turns = turns,
          .tails_ms = {0, 300, 600},
          .listening = seconds(10),
          .pause = Milliseconds(600),
          .stagger = seconds(6),
          .seed = 7};
}

TEST(Plan, AUserWaitsTheListeningTimeAndAPause) {
  const UserPlan plan = make_plan(options(1, 6), kLengths).at(0);
  ASSERT_EQ(plan.turns.size(), 6U);
  for (std::size_t i = 0; i + 1 < plan.turns.size(); ++i) {
    const PlannedTurn& turn = plan.turns[i];
    const base::Duration heard =
        turn.start + kLengths[turn.utterance] + Milliseconds(turn.tail_ms) + seconds(10);
    EXPECT_GE(plan.turns[i + 1].start, heard + Milliseconds(299));
    EXPECT_LE(plan.turns[i + 1].start, heard + Milliseconds(901));
    EXPECT_EQ(turn.start % std::chrono::nanoseconds(62'500), base::Duration{}) << "whole samples";
  }
  const PlannedTurn& last = plan.turns.back();
  EXPECT_GE(plan.end, last.start + kLengths[last.utterance] + seconds(10));
}

TEST(Plan, EachUtteranceMeetsEachTail) {
  std::set<std::pair<std::size_t, int>> met;
  const UserPlan plan = make_plan(options(1, 9), kLengths).at(0);
  for (const PlannedTurn& turn : plan.turns) {
    met.emplace(turn.utterance, turn.tail_ms);
  }
  EXPECT_EQ(met.size(), 9U);
}

TEST(Plan, UsersSideBySideHaveDifferentTails) {
  std::set<int> tails;
  for (const UserPlan& plan : make_plan(options(3, 1), kLengths)) {
    tails.insert(plan.turns.front().tail_ms);
  }
  EXPECT_EQ(tails.size(), 3U);
}

TEST(Plan, TheSeedDecidesEverything) {
  const auto starts = [](std::uint64_t seed) {
    PlanOptions given = options(3, 4);
    given.seed = seed;
    std::vector<base::Duration> all;
    for (const UserPlan& plan : make_plan(given, kLengths)) {
      for (const PlannedTurn& turn : plan.turns) all.push_back(turn.start);
    }
    return all;
  };
  EXPECT_EQ(starts(1), starts(1));
  EXPECT_NE(starts(1), starts(2));
}

TEST(Plan, UsersBeginWithinTheStaggerAndNotTogether) {
  std::set<base::Duration> starts;
  for (const UserPlan& plan : make_plan(options(50, 1), kLengths)) {
    EXPECT_LT(plan.turns.front().start, seconds(6));
    starts.insert(plan.turns.front().start);
  }
  EXPECT_EQ(starts.size(), 50U);
}

}  // namespace
}  // namespace hotpin::bench
