#include "load/report/stages.hpp"

#include <gtest/gtest.h>

namespace hotpin::bench {
namespace {

TurnRecord answered(std::vector<std::pair<std::string, double>> figures) {
  TurnRecord turn;
  turn.first_audible = base::TimePoint{} + base::Milliseconds(1);
  turn.figures = std::move(figures);
  return turn;
}

TEST(Stages, AreTheEnginesTimesOneBehindTheOther) {
  const auto stages = stages_of(answered({{"stt_compute_ms", 40},
                                          {"transcript_ms", 42},
                                          {"first_token_ms", 142},
                                          {"first_phrase_ms", 192},
                                          {"first_audio_ms", 300},
                                          {"tts_compute_ms", 105},
                                          {"first_audible_ms", 301}}));
  ASSERT_TRUE(stages);
  EXPECT_DOUBLE_EQ(stages->recogniser_ms, 40);
  EXPECT_DOUBLE_EQ(stages->model_prompt_ms, 100);
  EXPECT_DOUBLE_EQ(stages->model_phrase_ms, 50);
  EXPECT_DOUBLE_EQ(stages->voice_ms, 105);
  EXPECT_DOUBLE_EQ(stages->engines_ms(), 295);
  EXPECT_DOUBLE_EQ(stages->first_audible_ms, 301);
}

TEST(Stages, WorkDoneAheadOfTheSignalCountsNothing) {
  const auto stages = stages_of(answered({{"stt_compute_ms", 40},
                                          {"transcript_ms", -200},
                                          {"first_token_ms", -100},
                                          {"first_phrase_ms", -20},
                                          {"first_audio_ms", 60},
                                          {"tts_compute_ms", 80},
                                          {"first_audible_ms", 61}}));
  ASSERT_TRUE(stages);
  EXPECT_DOUBLE_EQ(stages->recogniser_ms, 0);
  EXPECT_DOUBLE_EQ(stages->model_prompt_ms, 0);
  EXPECT_DOUBLE_EQ(stages->model_phrase_ms, 0);
  EXPECT_DOUBLE_EQ(stages->voice_ms, 60) << "20 of its 80 ms were done before";
}

TEST(Stages, AreOfAnsweredTurnsWithALedger) {
  EXPECT_FALSE(stages_of(answered({{"transcript_ms", 1}})));
  TurnRecord apology = answered({{"transcript_ms", 1},
                                 {"first_token_ms", 1},
                                 {"first_phrase_ms", 1},
                                 {"first_audio_ms", 1},
                                 {"first_audible_ms", 1}});
  EXPECT_TRUE(stages_of(apology));
  apology.how = "failed";
  EXPECT_FALSE(stages_of(apology));
}

}  // namespace
}  // namespace hotpin::bench
