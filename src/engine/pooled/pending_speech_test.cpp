#include "engine/pooled/pending_speech.hpp"

#include <gtest/gtest.h>

namespace hotpin::engine {
namespace {

constexpr std::size_t kWindow = 100;
constexpr std::size_t kMost = 250;

struct Pending : testing::Test {
  void add(std::size_t samples) { speech.add(std::vector<std::int16_t>(samples, 1)); }
  std::size_t take() { return speech.take().pcm.size(); }

  PendingSpeech speech{kWindow, kMost};
};

TEST_F(Pending, LessThanAWindowIsNoWork) {
  add(99);
  EXPECT_FALSE(speech.has_work());
  add(1);
  EXPECT_TRUE(speech.has_work());
  EXPECT_FALSE(speech.is_urgent());
}

TEST_F(Pending, WhatTheDetectorKeepsFillsTheNextWindow) {
  add(130);
  EXPECT_EQ(take(), 130U);
  add(69);
  EXPECT_FALSE(speech.has_work());
  add(1);
  EXPECT_TRUE(speech.has_work());
}

TEST_F(Pending, LongAudioComesInPortionsInOrder) {
  speech.add(std::vector<std::int16_t>(kMost, 1));
  speech.add(std::vector<std::int16_t>(kMost, 2));
  EXPECT_EQ(speech.take().pcm, std::vector<std::int16_t>(kMost, 1));
  EXPECT_EQ(speech.take().pcm, std::vector<std::int16_t>(kMost, 2));
}

TEST_F(Pending, WhatIsWantedBehindTheAudioGoesWithTheLastOfIt) {
  add(kMost + 1);
  speech.peek();
  EXPECT_TRUE(speech.is_urgent());
  EXPECT_FALSE(speech.take().peek);
  EXPECT_TRUE(speech.take().peek);
  EXPECT_FALSE(speech.has_work()) << "it is wanted once";
}

TEST_F(Pending, TheEndIsWorkWithoutAudio) {
  const base::TimePoint now{std::chrono::seconds(5)};
  speech.end(now);
  EXPECT_TRUE(speech.has_work());
  EXPECT_TRUE(speech.is_urgent());
  EXPECT_TRUE(speech.has_ended());
  EXPECT_EQ(speech.take().ended, now);
}

TEST_F(Pending, WhatIsBeyondTheBoundIsDropped) {
  PendingSpeech all(kWindow, PendingSpeech::kMaxSamples * 2);
  all.add(std::vector<std::int16_t>(PendingSpeech::kMaxSamples - 1, 1));
  all.add(std::vector<std::int16_t>(5, 2));
  EXPECT_EQ(all.take().pcm.size(), PendingSpeech::kMaxSamples);
}

}  // namespace
}  // namespace hotpin::engine
