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

}  // namespace
}  // namespace hotpin::session
