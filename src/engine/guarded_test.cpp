#include "engine/guarded.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <stdexcept>
#include <utility>

namespace hotpin::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Says one thing of every turn, or throws.
class SetJudge final : public TurnJudge {
 public:
  explicit SetJudge(std::function<double()> says) : says_(std::move(says)) {}
  std::string_view name() const override { return "set"; }
  base::Status warm_up() override { return says_() > 0 ? base::ok() : base::Error{"cold", "cold"}; }
  std::size_t heard_samples() const override { return 8; }
  void judge(std::vector<std::int16_t> /*turn*/, JudgementSink sink,
             std::stop_token /*stop*/) override {
    sink({.finished = says_()});
  }

 private:
  const std::function<double()> says_;
};

std::unique_ptr<TurnJudge> judge_that(std::function<double()> says) {
  return guarded(std::make_unique<SetJudge>(std::move(says)));
}

std::vector<double> heard_of(std::function<double()> says) {
  std::vector<double> heard;
  judge_that(std::move(says))
      ->judge({}, [&](TurnJudgement judgement) { heard.push_back(judgement.finished); }, {});
  return heard;
}

TEST(GuardedTurnJudge, OnlyProbabilitiesCount) {
  for (const double likely : {0.0, 0.4, 1.0})
    EXPECT_THAT(heard_of([likely] { return likely; }), ElementsAre(likely));
  using Limits = std::numeric_limits<double>;
  for (const double other : {Limits::quiet_NaN(), Limits::infinity(), 2.0, -0.1})
    EXPECT_THAT(heard_of([other] { return other; }), IsEmpty()) << other;
}

TEST(GuardedTurnJudge, WhatItThrowsIsNoAnswer) {
  const auto fails = []() -> double { throw std::runtime_error("of a library"); };
  EXPECT_THAT(heard_of(fails), IsEmpty());
  EXPECT_EQ(judge_that(fails)->warm_up().error().code, "judge_failed");
}

}  // namespace
}  // namespace hotpin::engine
