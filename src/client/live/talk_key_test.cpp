#include "client/live/talk_key.hpp"

#include <gtest/gtest.h>

namespace hotpin::client {
namespace {

using Action = TalkKey::Action;

base::TimePoint at(int ms) {
  return base::TimePoint(std::chrono::hours(1)) + base::Milliseconds(ms);
}

TEST(TalkKey, HeldItEndsShortlyAfterTheLastRepeat) {
  TalkKey key;
  EXPECT_EQ(key.press(at(0)), Action::begin);
  for (int ms = 500; ms <= 2000; ms += 33) {  // as a terminal repeats it
    EXPECT_EQ(key.look(at(ms)), Action::none);
    EXPECT_EQ(key.press(at(ms)), Action::none);
  }
  EXPECT_EQ(key.look(at(2150)), Action::none);
  EXPECT_EQ(key.look(at(2200)), Action::end);
  EXPECT_FALSE(key.is_down());
  EXPECT_EQ(key.press(at(2400)), Action::begin);
}

TEST(TalkKey, TappedItStaysUntilTheNextTap) {
  TalkKey key;
  EXPECT_EQ(key.press(at(0)), Action::begin);
  for (int ms = 0; ms < 5000; ms += 20) EXPECT_EQ(key.look(at(ms)), Action::none);
  EXPECT_EQ(key.press(at(5000)), Action::end);
  EXPECT_EQ(key.look(at(6000)), Action::none);
}

TEST(TalkKey, TwoQuickTapsAreAShortHold) {
  TalkKey key;
  EXPECT_EQ(key.press(at(0)), Action::begin);
  EXPECT_EQ(key.press(at(400)), Action::none);
  EXPECT_EQ(key.look(at(600)), Action::end);
}

TEST(TalkKey, WhenTheTalkingEndedOtherwiseAHeldKeyBeginsNothing) {
  TalkKey key;
  EXPECT_EQ(key.press(at(0)), Action::begin);
  key.ended();
  for (int ms = 500; ms <= 3000; ms += 33) EXPECT_EQ(key.press(at(ms)), Action::none);
  EXPECT_EQ(key.press(at(3300)), Action::begin) << "let go, and pressed again";
}

TEST(TalkKey, WhenTheTalkingEndedOtherwiseATapBeginsAgain) {
  TalkKey key;
  EXPECT_EQ(key.press(at(0)), Action::begin);
  key.ended();
  EXPECT_EQ(key.press(at(2000)), Action::begin);
}

}  // namespace
}  // namespace hotpin::client
