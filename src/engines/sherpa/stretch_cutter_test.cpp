#include "engines/sherpa/stretch_cutter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace hotpin::engines::sherpa {
namespace {

constexpr std::size_t kWindow = 512;
constexpr std::size_t kSecond = 16000;

/// An utterance in the making: how long, how loud and whether it is speech.
class Speaker {
 public:
  void say(double seconds, std::int16_t level = 1000) { push(seconds, level, true); }
  void pause(double seconds) { push(seconds, 0, false); }
  void finish() { keep(cutter_.finish()); }

  const std::vector<StretchCutter::Stretch>& stretches() const { return stretches_; }
  std::size_t pushed() const { return pushed_; }
  StretchCutter& cutter() { return cutter_; }

 private:
  void push(double seconds, std::int16_t level, bool is_speech) {
    const auto windows = static_cast<std::size_t>(seconds * kSecond / kWindow);
    for (std::size_t i = 0; i < windows; ++i) {
      pushed_ += kWindow;
      keep(cutter_.push(std::vector<std::int16_t>(kWindow, level), is_speech));
    }
  }
  void keep(std::optional<StretchCutter::Stretch> stretch) {
    if (stretch) stretches_.push_back(std::move(*stretch));
  }

  StretchCutter cutter_;
  std::vector<StretchCutter::Stretch> stretches_;
  std::size_t pushed_ = 0;
};

std::size_t speech_in(const std::vector<StretchCutter::Stretch>& stretches) {
  return std::accumulate(stretches.begin(), stretches.end(), std::size_t{0},
                         [](std::size_t sum, const auto& stretch) { return sum + stretch.speech; });
}

TEST(StretchCutter, SilenceGivesNothing) {
  Speaker speaker;
  speaker.pause(60);
  speaker.finish();
  EXPECT_TRUE(speaker.stretches().empty());
  EXPECT_EQ(speaker.cutter().speech_end(), 0U);
}

TEST(StretchCutter, NothingAtAllGivesNothing) {
  Speaker speaker;
  speaker.finish();
  EXPECT_TRUE(speaker.stretches().empty());
}

TEST(StretchCutter, AClickIsNoSpeech) {
  Speaker speaker;
  speaker.pause(1);
  speaker.say(0.1);
  speaker.pause(1);
  speaker.finish();
  EXPECT_TRUE(speaker.stretches().empty());
}

TEST(StretchCutter, SpeechIsTrimmedToALittleAroundIt) {
  Speaker speaker;
  speaker.pause(3);
  speaker.say(1);
  const std::size_t end = speaker.pushed();
  speaker.pause(1);
  speaker.finish();
  ASSERT_EQ(speaker.stretches().size(), 1U);
  const StretchCutter::Stretch& stretch = speaker.stretches().front();
  EXPECT_EQ(stretch.pcm.size(), stretch.speech + StretchCutter::kLead + StretchCutter::kTail);
  EXPECT_EQ(stretch.pcm[StretchCutter::kLead - 1], 0);
  EXPECT_EQ(stretch.pcm[StretchCutter::kLead], 1000);
  EXPECT_EQ(speaker.cutter().speech_end(), end);
}

TEST(StretchCutter, EnoughSpeechIsCutAtAPauseWhileTheUtteranceGoesOn) {
  Speaker speaker;
  speaker.say(2);
  speaker.pause(0.3);
  EXPECT_TRUE(speaker.stretches().empty()) << "no pause yet";
  speaker.pause(0.065);  // two windows, the last of which ends it
  ASSERT_EQ(speaker.stretches().size(), 1U);
  speaker.say(1);
  speaker.finish();
  ASSERT_EQ(speaker.stretches().size(), 2U);
  EXPECT_EQ(speaker.stretches().back().pcm.front(), 0) << "the pause leads the next stretch";
}

TEST(StretchCutter, AFewWordsAreNotCutOff) {
  Speaker speaker;
  speaker.say(0.6);
  speaker.pause(0.8);
  speaker.say(0.6);
  speaker.pause(0.8);
  EXPECT_TRUE(speaker.stretches().empty());
  speaker.finish();
  EXPECT_EQ(speaker.stretches().size(), 1U);
}

TEST(StretchCutter, SpeechWithoutPauseIsCutAtItsQuietestPlace) {
  Speaker speaker;
  speaker.say(10.5);
  const std::size_t quiet_from = speaker.pushed();
  speaker.say(0.2, 10);
  const std::size_t quiet_to = speaker.pushed();
  speaker.say(3);
  ASSERT_EQ(speaker.stretches().size(), 1U);
  EXPECT_GE(speaker.stretches().front().pcm.size(), quiet_from);
  EXPECT_LE(speaker.stretches().front().pcm.size(), quiet_to);
}

TEST(StretchCutter, NoSpeechIsLostOrDoubledOverLongTalk) {
  Speaker speaker;
  std::size_t said = 0;
  for (int i = 0; i < 60; ++i) {
    const std::size_t before = speaker.pushed();
    speaker.say(0.5 + i % 7 * 2.5);
    said += speaker.pushed() - before;
    speaker.pause(0.2 + i % 3 * 0.2);
  }
  speaker.finish();
  EXPECT_EQ(speech_in(speaker.stretches()), said);
  for (const StretchCutter::Stretch& stretch : speaker.stretches()) {
    EXPECT_LE(stretch.pcm.size(), StretchCutter::kMost);
  }
}

TEST(StretchCutter, ALongSilenceBehindAWordIsNotKept) {
  Speaker speaker;
  speaker.say(0.5);
  speaker.pause(120);
  speaker.finish();
  ASSERT_EQ(speaker.stretches().size(), 1U);
  EXPECT_LT(speaker.stretches().front().pcm.size(), kSecond);
}

}  // namespace
}  // namespace hotpin::engines::sherpa
