#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audio/silence.hpp"
#include "conformance/tts_recorder.hpp"
#include "engine/context.hpp"
#include "engine/tts.hpp"

namespace hotpin::tests {

/// What every voice must do. A test of an engine names a factory of it in INSTANTIATE_TEST_SUITE_P.
using TtsFactory = std::function<std::shared_ptr<engine::Tts>()>;

class TtsContract : public testing::TestWithParam<TtsFactory> {
 protected:
  std::shared_ptr<TtsRecorder> start(const std::string& text, std::stop_token stop = {}) {
    auto recorder = std::make_shared<TtsRecorder>();
    tts_->synthesize({text, base::Priority::normal}, recorder->sink(), std::move(stop));
    return recorder;
  }
  std::shared_ptr<TtsRecorder> finish(const std::string& text) {
    auto recorder = start(text);
    EXPECT_TRUE(recorder->wait());
    EXPECT_TRUE(recorder->was_orderly());
    return recorder;
  }

  std::shared_ptr<engine::Tts> tts_ = GetParam()();
};

TEST_P(TtsContract, APhraseGivesSoundAndThenOneEnd) {
  EXPECT_TRUE(tts_->warm_up());
  const auto recorder = finish("Hello there, my friend.");
  EXPECT_EQ(recorder->error(), "");
  EXPECT_FALSE(audio::voiced_range(recorder->pcm(), 22050).empty());
}

TEST_P(TtsContract, MoreWordsTakeLonger) {
  EXPECT_LT(finish("Yes.")->pcm().size(),
            finish("Yes, and then we went home together.")->pcm().size());
}

TEST_P(TtsContract, NothingToSayIsAnEndWithoutSpeech) {
  for (const char* text : {"", "   ", "..."}) EXPECT_EQ(finish(text)->error(), "") << text;
  EXPECT_TRUE(finish("")->pcm().empty());
}

TEST_P(TtsContract, WordTimesAreInOrderInTheTextAndInTheAudio) {
  for (const std::string text :
       {"Hello there, my friend.", "  One of the best – 250 of them (maybe) — it's \"fine\"…  ",
        "Yes.", "", "...", "\xff\xfe", "Привет, мир.", "你好，朋友。", "🙂 ok 🙂"}) {
    const auto recorder = finish(text);
    std::size_t text_at = 0;
    std::size_t sample = 0;
    for (const engine::WordTime& word : recorder->words()) {
      EXPECT_GE(word.text_begin, text_at) << text;
      EXPECT_GT(word.text_end, word.text_begin) << text;
      EXPECT_GE(word.begin, sample) << text;
      EXPECT_GE(word.end, word.begin) << text;
      text_at = word.text_end;
      sample = word.end;
    }
    EXPECT_LE(text_at, text.size());
    EXPECT_LE(sample, recorder->pcm().size());
  }
}

TEST_P(TtsContract, AStopRequestBeforeItsTurnEndsItAsCancelled) {
  std::stop_source stop;
  stop.request_stop();
  const auto recorder = start("Nobody wants to hear this.", stop.get_token());
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), engine::kCancelled);
  EXPECT_TRUE(recorder->pcm().empty());
}

/// Each piece is some sound, and all are at one rate: see was_orderly().
TEST_P(TtsContract, AStopAtTheFirstPieceEndsItOnce) {
  std::stop_source stop;
  auto recorder = std::make_shared<TtsRecorder>();
  recorder->on_first([&stop] { stop.request_stop(); });
  tts_->synthesize(
      {"A phrase that takes its time to be said, which nobody wants to hear to its end.",
       base::Priority::normal},
      recorder->sink(), stop.get_token());
  ASSERT_TRUE(recorder->wait());
  EXPECT_TRUE(recorder->was_orderly());
  EXPECT_FALSE(recorder->pcm().empty());
  EXPECT_TRUE(recorder->error().empty() || recorder->error() == engine::kCancelled)
      << recorder->error() << ": it had given all of it, or was stopped";
  EXPECT_EQ(finish("And on we go.")->error(), "");
}

TEST_P(TtsContract, PhrasesSideBySideGetTheirOwnSound) {
  // Voices that draw at random differ a little in length from one time to the next.
  const std::size_t short_size = finish("Yes.")->pcm().size();
  std::vector<std::shared_ptr<TtsRecorder>> recorders;
  for (int i = 0; i < 12; ++i) {
    recorders.push_back(
        start(i % 2 == 0 ? "Yes." : "A much longer phrase, which takes its time to be said."));
  }
  for (std::size_t i = 0; i < recorders.size(); ++i) {
    ASSERT_TRUE(recorders[i]->wait());
    EXPECT_TRUE(recorders[i]->was_orderly());
    EXPECT_EQ(recorders[i]->pcm().size() < 2 * short_size, i % 2 == 0) << i;
  }
}

TEST_P(TtsContract, AnyTextIsTaken) {
  for (const std::string& text :
       {std::string("\xff\xfe"), std::string(1, '\0'), std::string("🙂"),
        std::string("Привет, мир."), std::string("<speak>x</speak> [[h@l'oU]]"),
        std::string(engine::kMaxPhraseBytes, 'a')}) {
    finish(text);
  }
  EXPECT_EQ(finish("And on we go.")->error(), "");
}

}  // namespace hotpin::tests
