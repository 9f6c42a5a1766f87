#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "engine/context.hpp"
#include "engine/vad.hpp"

namespace hotpin::tests {

/// What every voice detector must do. A test of an engine names a factory of it, and an utterance
/// of some seconds, in INSTANTIATE_TEST_SUITE_P.
struct VadCase {
  std::function<std::shared_ptr<engine::Vad>()> make;
  std::function<std::vector<std::int16_t>()> speech;
};

class VadContract : public testing::TestWithParam<VadCase> {
 protected:
  /// Window by window whether it holds speech.
  std::vector<bool> detect(engine::VadStream& stream, std::span<const std::int16_t> pcm) {
    const std::size_t size = vad_->window_samples();
    std::vector<bool> found;
    for (std::size_t at = 0; at + size <= pcm.size(); at += size) {
      found.push_back(stream.is_speech(pcm.subspan(at, size)));
    }
    return found;
  }
  std::vector<bool> detect(std::span<const std::int16_t> pcm) { return detect(*vad_->open(), pcm); }
  static std::ptrdiff_t count(const std::vector<bool>& found) {
    return std::count(found.begin(), found.end(), true);
  }

  std::shared_ptr<engine::Vad> vad_ = GetParam().make();
  const std::vector<std::int16_t> speech_ = GetParam().speech();
  const std::vector<std::int16_t> silence_ = std::vector<std::int16_t>(2 * engine::kInputRateHz);
};

TEST_P(VadContract, SpeechIsFoundAndSilenceIsNot) {
  EXPECT_TRUE(vad_->warm_up());
  EXPECT_GT(vad_->window_samples(), 0U);
  EXPECT_GT(count(detect(speech_)), 10);
  EXPECT_EQ(count(detect(silence_)), 0);
}

TEST_P(VadContract, AStreamRemembersNothingOfTheOneBefore) {
  const std::vector<bool> fresh = detect(speech_);
  EXPECT_EQ(detect(speech_), fresh);
  detect(std::span(speech_).first(speech_.size() / 2));  // ends in the middle of a word
  EXPECT_EQ(detect(speech_), fresh);
}

TEST_P(VadContract, StreamsSideBySideDoNotMix) {
  const std::vector<bool> alone = detect(speech_);
  const std::size_t size = vad_->window_samples();
  const auto spoken = vad_->open();
  const auto silent = vad_->open();
  std::vector<bool> found;
  for (std::size_t at = 0; at + size <= speech_.size(); at += size) {
    found.push_back(spoken->is_speech(std::span(speech_).subspan(at, size)));
    EXPECT_FALSE(silent->is_speech(std::span(silence_).first(size)));
  }
  EXPECT_EQ(found, alone);
}

TEST_P(VadContract, ThreadsMayHaveAStreamEach) {
  const std::vector<bool> alone = detect(speech_);
  std::vector<std::vector<bool>> found(4);
  std::vector<std::thread> threads;
  for (std::vector<bool>& mine : found) {
    threads.emplace_back([&] { mine = detect(speech_); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<bool>& mine : found) EXPECT_EQ(mine, alone);
}

TEST_P(VadContract, TheLoudestSamplesAreTaken) {
  using Limits = std::numeric_limits<std::int16_t>;
  std::vector<std::int16_t> square(engine::kInputRateHz);
  for (std::size_t i = 0; i < square.size(); ++i)
    square[i] = i % 2 == 0 ? Limits::min() : Limits::max();
  const auto stream = vad_->open();
  detect(*stream, square);
  detect(*stream, silence_);
  EXPECT_FALSE(detect(*stream, silence_).back());
}

}  // namespace hotpin::tests
