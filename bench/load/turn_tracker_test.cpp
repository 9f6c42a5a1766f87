#include "load/turn_tracker.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace hotpin::bench {
namespace {

using Kind = ServerSaid::Kind;

constexpr base::TimePoint kStart{std::chrono::hours(1)};

base::TimePoint at(int milliseconds) { return kStart + base::Milliseconds(milliseconds); }

/// A user whose turns begin every 10 s and last 2 s.
class User {
 public:
  explicit User(bool has_turn_numbers) : tracker(has_turn_numbers) {}

  void speaks() {
    TurnRecord planned;
    planned.began = at(10'000 * turns_);
    planned.speech_ended = at(10'000 * turns_ + 2000);
    ++turns_;
    tracker.begin(planned);
  }
  void signals(int ms) { tracker.signalled(at(ms)); }
  void begins(int turn, int ms) { tracker.take({Kind::reply_began, turn}, at(ms)); }
  void audio(int level, int ms) {
    const std::vector<std::int16_t> sample{static_cast<std::int16_t>(level)};
    tracker.take({.kind = Kind::reply_audio, .audio = sample}, at(ms));
  }
  void ends(int turn, int ms, const char* how = "spoken") {
    tracker.take({Kind::reply_ended, turn, how}, at(ms));
  }
  /// A whole answer.
  void answers(int turn, int ms) {
    begins(turn, ms);
    audio(1000, ms);
    ends(turn, ms + 500);
  }
  const TurnRecord& turn(std::size_t number) const { return tracker.records().at(number); }

  TurnTracker tracker;

 private:
  int turns_ = 0;
};

TEST(TurnTracker, GapsAreWhereNothingIsLeftToPlay) {
  User user(true);
  user.speaks();
  user.signals(2300);
  user.begins(1, 2500);
  const std::vector<std::int16_t> half_a_second(8000);
  for (const int ms : {2500, 2600, 3700, 4900})  // ends at 3000, 3500, 4200, 5400
    user.tracker.take({.kind = Kind::reply_audio, .audio = half_a_second}, at(ms));
  user.ends(1, 6000);
  EXPECT_DOUBLE_EQ(user.turn(0).longest_gap_ms, 700);
}

TEST(TurnTracker, LatencyIsToTheFirstAudibleSample) {
  User user(true);
  user.speaks();
  user.signals(2300);
  user.begins(1, 2500);
  user.audio(10, 2500);
  user.audio(1000, 2600);
  user.audio(1000, 2700);
  EXPECT_TRUE(user.tracker.is_being_answered());
  EXPECT_FALSE(user.tracker.is_over());
  user.ends(1, 4000);
  EXPECT_TRUE(user.tracker.is_over());
  EXPECT_DOUBLE_EQ(user.turn(0).since_signal_ms(), 300);
  EXPECT_DOUBLE_EQ(user.turn(0).since_speech_ms(), 600);
}

TEST(TurnTracker, WhatNeverCameIsInfinite) {
  User user(true);
  user.speaks();
  user.signals(2300);
  user.speaks();
  EXPECT_TRUE(std::isinf(user.turn(0).since_signal_ms()));
  user.signals(12'300);
  user.answers(1, 12'400);
  EXPECT_TRUE(std::isinf(user.turn(0).since_signal_ms())) << "it came when nobody waited for it";
  EXPECT_TRUE(std::isinf(user.turn(1).since_signal_ms())) << "and it is not the next turn's";
  user.answers(2, 12'900);
  EXPECT_DOUBLE_EQ(user.turn(1).since_signal_ms(), 600);
  EXPECT_FALSE(user.turn(1).is_early);
}

TEST(TurnTracker, AnApologyIsNoAnswer) {
  for (const char* how : {"failed", "busy", "not_understood"}) {
    User user(true);
    user.speaks();
    user.signals(2300);
    user.begins(1, 2500);
    user.audio(1000, 2500);
    user.ends(1, 4000, how);
    EXPECT_TRUE(std::isinf(user.turn(0).since_signal_ms())) << how;
  }
}

TEST(TurnTracker, TheLedgerGoesToItsTurn) {
  User user(true);
  user.speaks();
  user.signals(2300);
  user.begins(1, 2500);
  user.audio(1000, 2500);
  user.speaks();
  user.tracker.take({.kind = Kind::ledger, .turn = 1, .figures = {{"x_ms", 5}}}, at(10'100));
  user.ends(1, 10'100, "interrupted");
  EXPECT_EQ(user.turn(0).figures.size(), 1U);
  EXPECT_EQ(user.turn(0).how, "interrupted");
  EXPECT_DOUBLE_EQ(user.turn(0).since_signal_ms(), 200);
  EXPECT_TRUE(user.turn(1).figures.empty());
}

TEST(TurnTracker, WithoutNumbersTheFirstReplyBehindTheSpeechIsTheAnswer) {
  User user(false);
  user.speaks();
  user.answers(0, 2700);
  user.answers(0, 4000);
  EXPECT_DOUBLE_EQ(user.turn(0).since_speech_ms(), 700);
  EXPECT_FALSE(user.turn(0).is_early);
}

TEST(TurnTracker, AReplyIntoTheSpeechIsEarlyAndNotTheAnswer) {
  User user(false);
  user.speaks();
  user.begins(0, 1500);
  user.audio(1000, 1500);
  user.audio(1000, 2100);  // the early one still plays
  EXPECT_TRUE(user.turn(0).is_early);
  EXPECT_TRUE(std::isinf(user.turn(0).since_speech_ms()));
  user.ends(0, 2200);
  EXPECT_FALSE(user.tracker.is_over());
  user.answers(0, 2900);
  EXPECT_DOUBLE_EQ(user.turn(0).since_speech_ms(), 900);
}

TEST(TurnTracker, ALateReplyIntoTheNextSpeechIsNotEarly) {
  User user(false);
  user.speaks();
  user.speaks();
  user.answers(0, 10'500);
  EXPECT_FALSE(user.turn(1).is_early);
  EXPECT_TRUE(std::isinf(user.turn(0).since_speech_ms()));
  user.answers(0, 12'500);
  EXPECT_DOUBLE_EQ(user.turn(1).since_speech_ms(), 500);
}

TEST(TurnTracker, ATurnThatIsTakenInItsMiddleIsEarly) {
  User user(false);
  user.speaks();
  user.tracker.take({Kind::turn_taken, 1}, at(1200));
  EXPECT_TRUE(user.turn(0).is_early);
  user.tracker.take({Kind::turn_taken, 2}, at(2400));
  user.begins(2, 2500);
  user.audio(1000, 2500);
  user.ends(2, 3000);
  EXPECT_DOUBLE_EQ(user.turn(0).since_speech_ms(), 500);
  EXPECT_EQ(*user.turn(0).taken, at(2400));
}

}  // namespace
}  // namespace hotpin::bench
