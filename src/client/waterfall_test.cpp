#include "client/waterfall.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hotpin::client {
namespace {

const Figures kTurn{{"last_speech_ms", -100},  {"floor_ms", 0},          {"transcript_ms", 100},
                    {"first_token_ms", 150},   {"first_phrase_ms", 200}, {"first_audio_ms", 290},
                    {"first_audible_ms", 300}, {"last_audio_ms", 5000},  {"stt_compute_ms", 90}};

TEST(Waterfall, EachBarBeginsWhereTheStageBeforeEnded) {
  EXPECT_EQ(waterfall(kTurn, 310, {.has_blocks = false, .width = 41}),
            "    end of speech ##########                                    100 ms before\n"
            "    words                   ##########                          100 ms\n"
            "    first token                       #####                     150 ms\n"
            "    first phrase                           #####                200 ms\n"
            "    first audio                                 #########       290 ms\n"
            "    first audible                                        #      300 ms\n"
            "    heard here                                            #     310 ms\n");
}

TEST(Waterfall, BlocksHaveEighths) {
  EXPECT_EQ(waterfall({{"transcript_ms", 50}, {"first_audible_ms", 100}}, {},
                      {.has_blocks = true, .width = 5}),
            "    words         ██▌        50 ms\n"
            "    first audible   ███     100 ms\n");
}

TEST(Waterfall, WhatWasDoneAheadIsAMark) {
  EXPECT_EQ(waterfall({{"last_speech_ms", -500},
                       {"transcript_ms", 10},
                       {"first_token_ms", -250},
                       {"first_audible_ms", 500}},
                      {}, {.has_blocks = false, .width = 10}),
            "    end of speech #####          500 ms before\n"
            "    words              #          10 ms\n"
            "    first token     #           -250 ms\n"
            "    first audible      #####     500 ms\n");
}

TEST(Waterfall, ALongPauseBeforeTheSignalDoesNotSqueezeTheRest) {
  EXPECT_EQ(waterfall({{"last_speech_ms", -9000}, {"first_audible_ms", 2000}}, {},
                      {.has_blocks = false, .width = 10}),
            "    end of speech #####         9000 ms before\n"
            "    first audible      #####    2000 ms\n");
}

TEST(Waterfall, OddLedgersStayWithinTheLines) {
  EXPECT_EQ(waterfall({}, {}, {}), "");
  EXPECT_EQ(waterfall({{"reply_tokens", 4}}, {}, {}), "");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(waterfall({{"transcript_ms", nan}}, {}, {}), "");
  const std::string far = waterfall({{"last_speech_ms", -1e300}, {"first_audible_ms", 1e300}}, {},
                                    {.has_blocks = false});
  EXPECT_NE(far.find("first audible"), std::string::npos);
}

TEST(RunningMedian, IsTheMiddleOfWhatCame) {
  RunningMedian median;
  for (const double value : {300.0, 100.0, 200.0}) median.add(value);
  EXPECT_EQ(median.value(), 200);
  median.add(1000);
  EXPECT_EQ(median.value(), 250);
  for (int i = 0; i < 5000; ++i) median.add(7);
  EXPECT_EQ(median.value(), 7);
  EXPECT_EQ(median.count(), 1000U);
}

}  // namespace
}  // namespace hotpin::client
