#include "audio/faded_voice.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hotpin::audio {
namespace {

constexpr std::size_t kWindow = 512;

int level_of(char window, int room) {
  if (window == 'L') return 8000;
  if (window == '0') return 0;
  return window == 'm' ? 700 : room;
}

/// What is left of speech that a detector finds in each window: a letter a window, 'L' loud, 'm' 21
/// dB below, 's' as soft as the room, '.' that and none found, '0' digital
/// silence; in the result 'x' is speech.
std::string heard(const std::string& windows, int room = 100) {
  FadedVoice voice;
  std::string out;
  for (const char window : windows) {
    const std::vector<std::int16_t> pcm(kWindow, static_cast<std::int16_t>(level_of(window, room)));
    out += voice.is_speech(pcm, window != '.') ? 'x' : '-';
  }
  return out;
}

TEST(FadedVoice, WhatADetectorRemembersOfSpeechIsNone) {
  EXPECT_EQ(heard("..LLLLssss.."), "--xxxx------");
}

TEST(FadedVoice, AVoiceThatGoesOnSoftlyIsBelievedAfterAWhile) {
  EXPECT_EQ(heard("LLssssssssssss"), "xx--------xxxx") << "8 windows of 32 ms are 256 ms";
  EXPECT_EQ(heard("LLsssLssss"), "xx---x----") << "each loud window begins anew";
}

TEST(FadedVoice, ASoftVoiceIsAVoice) {
  EXPECT_EQ(heard("..mmmm"), "--xxxx");
  EXPECT_EQ(heard("..LLmm.."), "--xxxx--") << "a soft end of a word in a quiet room";
}

TEST(FadedVoice, DigitalSilenceIsNoRoomForEver) {
  const std::string minutes(3000, '.');
  EXPECT_EQ(heard("00" + minutes + "LLssss..", 400).substr(minutes.size()), "--xx------");
}

TEST(FadedVoice, WhatIsHardlyLouderThanTheRoomIsTheRoom) {
  EXPECT_EQ(heard("..LLssss..", 400), "--xx------") << "26 dB below";
  EXPECT_EQ(heard("..LLmmss..", 400), "--xx------");
  EXPECT_EQ(heard("..LLmm....", 300), "--xxxx----");
  EXPECT_EQ(heard("..LLssss..", 2000), "--xxxxxx--") << "a loud room tells nothing";
}

TEST(FadedVoice, WhatWasLoudIsForgotten) {
  const std::string silence(31 * 8, '.');  // eight seconds: 48 dB
  const std::string found = heard("L" + silence + "sss");
  EXPECT_EQ(found.substr(found.size() - 3), "xxx");
}

}  // namespace
}  // namespace hotpin::audio
