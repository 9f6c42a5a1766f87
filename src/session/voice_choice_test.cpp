#include "session/voice_choice.hpp"

#include <gmock/gmock.h>

namespace hotpin::session {
namespace {

const std::vector<engine::VoiceInfo> kVoices = {
    {"gmw/en", "English (Great Britain)", {"en-gb", "en"}, "espeak"},
    {"gmw/en-US", "English (America)", {"en-us", "en"}, "espeak"},
    {"en-gb", "odd one", {"xx"}, "other"},
};

TEST(VoiceChoice, TakesWhatCanBeHadAndTellsOfTheRest) {
  const auto chosen = choose_voice(kVoices, {.name = "klingon", .words_per_minute = 120});
  EXPECT_EQ(chosen.choice.id, "");
  EXPECT_EQ(chosen.choice.words_per_minute, 120);
  EXPECT_THAT(chosen.fault, testing::HasSubstr("klingon"));
  const auto known = choose_voice(kVoices, {.name = "en-us", .fault = "voice.pitch is odd"});
  EXPECT_EQ(known.choice.id, "gmw/en-US");
  EXPECT_EQ(known.fault, "voice.pitch is odd");
  EXPECT_EQ(choose_voice(kVoices, {}).fault, "");
}

TEST(VoiceChoice, KnowsWhatIsSpoken) {
  EXPECT_EQ(choose_voice(kVoices, {.name = "gmw/en-US"}).language, "en-us");
  EXPECT_EQ(choose_voice(kVoices, {.name = "odd one"}).language, "xx");
  EXPECT_EQ(choose_voice(kVoices, {}).language, "en-gb") << "the engine's own goes first";
  EXPECT_EQ(choose_voice({}, {}).language, "");
  EXPECT_EQ(choose_voice({{"a", "a", {}, "x"}}, {}).language, "");
}

TEST(VoiceChoice, APaceIsAskedForInStepsAndWithinBounds) {
  using enum dialog::PaceRequest;
  const engine::VoiceChoice plain;
  EXPECT_DOUBLE_EQ(at_pace(plain, none).pace, 1);
  EXPECT_DOUBLE_EQ(at_pace(plain, slower).pace, 0.8);
  EXPECT_DOUBLE_EQ(at_pace(at_pace(plain, faster), slower).pace, 1);
  engine::VoiceChoice slow;
  engine::VoiceChoice fast;
  for (int i = 0; i < 10; ++i) {
    slow = at_pace(slow, slower);
    fast = at_pace(fast, faster);
  }
  EXPECT_NEAR(slow.pace, 0.512, 1e-9);
  EXPECT_NEAR(fast.pace, 1.953125, 1e-9);
  EXPECT_DOUBLE_EQ(at_pace(fast, usual).pace, 1);
  // Words a minute, of an engine whose own are 175, or what it is set to.
  EXPECT_EQ(engine::rate_of(at_pace(plain, slower)), 140);
  EXPECT_EQ(engine::rate_of(at_pace(plain, faster), 300), 375);
  EXPECT_EQ(engine::rate_of(at_pace({.words_per_minute = 90}, slower)), 80);
  EXPECT_EQ(engine::rate_of(at_pace({.words_per_minute = 440}, faster)), 450);
}

}  // namespace
}  // namespace hotpin::session
