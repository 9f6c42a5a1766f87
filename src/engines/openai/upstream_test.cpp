#include "engines/openai/upstream.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace hotpin::engines::openai {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Two worker processes' views of one service.
class UpstreamTest : public testing::Test {
 protected:
  const std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  const std::shared_ptr<base::SharedPage> other_page_ =
      base::SharedPage::adopt(dup(page_->descriptor()), 1).value();
  Upstream here_{*page_, "service"};
  Upstream there_{*other_page_, "service"};
  base::TimePoint now_{std::chrono::hours(1)};

  static Failure plain() { return {.error = {"upstream_500", ""}, .is_transient = true}; }
  static Failure held(base::Duration span) { return {.error = {"upstream_429", ""}, .hold = span}; }
  void open_the_breaker() {
    for (int i = 0; i < Upstream::kScoreToOpen; ++i) here_.failed(plain(), now_);
  }
};

TEST_F(UpstreamTest, AHoldBindsEveryWorkerUntilItIsOver) {
  here_.failed(held(seconds(10)), now_);
  EXPECT_EQ(there_.admit(now_ + seconds(4)).wait, seconds(6));
  EXPECT_EQ(there_.admit(now_ + seconds(4)).reason.code, "held");
  EXPECT_EQ(there_.admit(now_ + seconds(10)).wait, base::Duration{});
}

TEST_F(UpstreamTest, AShorterHoldDoesNotCutALongerOne) {
  here_.failed(held(seconds(10)), now_);
  there_.failed(held(seconds(1)), now_);
  EXPECT_EQ(here_.admit(now_).wait, seconds(10));
}

TEST_F(UpstreamTest, TheBreakerOpensForAllAndLetsOneTrialThrough) {
  open_the_breaker();
  EXPECT_EQ(there_.admit(now_).reason.code, "breaker_open");
  now_ += Upstream::kFirstOpen;
  EXPECT_EQ(there_.admit(now_).wait, base::Duration{}) << "the trial";
  EXPECT_EQ(here_.admit(now_).reason.code, "breaker_open") << "only one";
  there_.succeeded();
  EXPECT_EQ(here_.admit(now_).wait, base::Duration{});
}

TEST_F(UpstreamTest, EachFailedTrialKeepsItOpenForLongerUpToABound) {
  open_the_breaker();
  for (int i = 0; i < 8; ++i) {
    now_ += Upstream::kLongestOpen;
    ASSERT_EQ(here_.admit(now_).wait, base::Duration{}) << i;
    here_.failed(plain(), now_);
  }
  EXPECT_GT(here_.admit(now_).wait, Upstream::kFirstOpen);
  EXPECT_LE(here_.admit(now_).wait, Upstream::kLongestOpen);
}

TEST_F(UpstreamTest, SuccessesBetweenFailuresKeepItClosed) {
  for (int i = 0; i < 100; ++i) {
    here_.failed(plain(), now_);
    here_.failed(plain(), now_);
    here_.succeeded();
  }
  EXPECT_EQ(here_.admit(now_).wait, base::Duration{});
}

TEST_F(UpstreamTest, WhatWasWrongWithARequestSaysNothingOfTheService) {
  const Failure too_long{.error = {"upstream_413", ""}, .is_service = false};
  for (int i = 0; i < 100; ++i) here_.failed(too_long, now_);
  EXPECT_EQ(here_.admit(now_).wait, base::Duration{});
}

TEST_F(UpstreamTest, RetriesAreAFifthOfTurnsOverAllWorkers) {
  int retries = 0;
  for (int turn = 0; turn < 100; ++turn) {
    Upstream& worker = turn % 2 == 0 ? here_ : there_;
    worker.count_turn();
    retries += worker.take_retry();
  }
  EXPECT_EQ(retries, 20);
}

TEST_F(UpstreamTest, QuietTurnsSaveUpSomeRetriesAndNoMore) {
  for (int turn = 0; turn < 10'000; ++turn) here_.count_turn();
  int retries = 0;
  while (here_.take_retry()) ++retries;
  EXPECT_EQ(retries, Upstream::kMostSavedRetries);
}

}  // namespace
}  // namespace hotpin::engines::openai
