#include "session/voice_choice.hpp"

#include <gmock/gmock.h>

namespace hotpin::session {
namespace {

const std::vector<engine::VoiceInfo> kVoices = {
    {"gmw/en", "English (Great Britain)", {"en-gb", "en"}, "espeak"},
    {"gmw/en-US", "English (America)", {"en-us", "en"}, "espeak"},
    {"en-gb", "odd one", {"xx"}, "other"},
};

std::string id_of(const std::string& wished) {
  const auto* found = find_voice(kVoices, wished);
  return found == nullptr ? "none" : found->id;
}

TEST(VoiceChoice, IsByIdThenByNameThenByLanguage) {
  EXPECT_EQ(id_of("gmw/en-US"), "gmw/en-US");
  EXPECT_EQ(id_of("english (america)"), "gmw/en-US");
  EXPECT_EQ(id_of("EN-US"), "gmw/en-US");
  EXPECT_EQ(id_of("en"), "gmw/en") << "the first that speaks it";
  EXPECT_EQ(id_of("en-gb"), "en-gb") << "an id goes before a language";
  EXPECT_EQ(id_of("en-g"), "none");
  EXPECT_EQ(id_of(""), "none");
}

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

}  // namespace
}  // namespace hotpin::session
