#include "audio/faded_voice.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hotpin::audio {
namespace {

constexpr std::size_t kWindow = 512;

/// What is left of speech that a detector finds in each window: a letter a window, 'L' loud, 's'
/// soft, '.' none found; in the result 'x' is speech.
std::string heard(const std::string& windows) {
  FadedVoice voice;
  std::string out;
  for (const char window : windows) {
    const std::vector<std::int16_t> pcm(kWindow, window == 'L' ? 8000 : 100);
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

TEST(FadedVoice, ASoftVoiceIsAVoice) { EXPECT_EQ(heard("..ssss"), "--xxxx"); }

TEST(FadedVoice, WhatWasLoudIsForgotten) {
  const std::string silence(31 * 8, '.');  // eight seconds: 48 dB
  const std::string found = heard("L" + silence + "sss");
  EXPECT_EQ(found.substr(found.size() - 3), "xxx");
}

}  // namespace
}  // namespace hotpin::audio
