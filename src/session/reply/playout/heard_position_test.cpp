#include "session/reply/playout/heard_position.hpp"

#include <gtest/gtest.h>

namespace hotpin::session {
namespace {

/// So long after the reply's first audio.
base::TimePoint at(double ms) {
  return base::TimePoint{} + std::chrono::hours(1) + base::from_ms(ms);
}

class HeardPositionTest : public testing::Test {
 protected:
  HeardPositionTest() { position_.send(1000, at(0), 0); }
  double ms(double now_ms, double unsent_ms = 0) { return position_.ms(at(now_ms), unsent_ms); }
  double sounded_ms(double now_ms) { return position_.sounded_ms(at(now_ms), 0); }

  HeardPosition position_{false};
};

TEST_F(HeardPositionTest, WhoDoesNotTellPlaysWhatItHasAtOnce) {
  EXPECT_EQ(ms(0), 0);
  EXPECT_EQ(ms(300), 300);
  EXPECT_EQ(ms(5000), 1000) << "it has no more";
}

TEST_F(HeardPositionTest, WhatTheSocketHoldsIsNotHeard) {
  EXPECT_EQ(ms(300, 900), 100);
  EXPECT_EQ(ms(400, 0), 200) << "it plays on from where it was";
}

TEST_F(HeardPositionTest, NothingIsHeardInAGap) {
  EXPECT_EQ(ms(2000), 1000);
  position_.send(500, at(3000), 0);
  EXPECT_EQ(ms(3000), 1000);
  EXPECT_EQ(ms(3200), 1200);
  EXPECT_EQ(position_.left_ms(at(3200), 0), 300);
}

TEST_F(HeardPositionTest, AReportCountsAndLittleIsAssumedBehindIt) {
  position_.report(200, at(400));
  EXPECT_EQ(ms(400), 200);
  EXPECT_EQ(ms(500), 300);
  EXPECT_EQ(ms(2000), 700) << "500 ms behind the last word";
}

TEST_F(HeardPositionTest, AReportMayTellOfLessThanTheOneBefore) {
  position_.report(600, at(600));
  position_.report(500, at(700));
  EXPECT_EQ(ms(700), 500);
}

TEST_F(HeardPositionTest, NobodyHearsMoreThanWasSent) {
  position_.report(7000, at(100));
  EXPECT_EQ(ms(100), 1000);
}

TEST_F(HeardPositionTest, WhoHasNotToldForLongTellsNoMore) {
  position_.report(200, at(200));
  EXPECT_EQ(sounded_ms(200), 200) << "its word needs no allowance";
  EXPECT_EQ(ms(3300), 1000);
  EXPECT_EQ(sounded_ms(3300), 900);
}

TEST_F(HeardPositionTest, SomeIsOnItsWayToTheLoudspeakerOfWhoDoesNotTell) {
  EXPECT_EQ(sounded_ms(50), 0);
  EXPECT_EQ(sounded_ms(300), 200);
}

TEST(HeardPositionOfAWholeReply, NothingIsHeardBeforeItsEnd) {
  HeardPosition position(true);
  position.send(1000, at(0), 0);
  EXPECT_EQ(position.ms(at(600), 0), 0);
  position.end();
  EXPECT_EQ(position.ms(at(700), 0), 0) << "its time begins now";
  EXPECT_EQ(position.ms(at(900), 0), 200);
}

TEST(HeardPositionOfARestoredReply, BeginsBehindWhatWasHeardBefore) {
  HeardPosition position(false);
  position.begin_at(400);
  position.send(100, at(0), 0);
  EXPECT_EQ(position.ms(at(0), 0), 400);
  EXPECT_EQ(position.ms(at(60), 0), 460);
  EXPECT_EQ(position.sent_ms(), 500);
}

}  // namespace
}  // namespace hotpin::session
