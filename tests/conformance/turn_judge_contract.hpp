#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include "engine/context.hpp"
#include "engine/turn_judge.hpp"

namespace hotpin::tests {

/// Collects what one question leads to. Shared with its sink, which may outlive the test's
/// interest.
class JudgementRecorder : public std::enable_shared_from_this<JudgementRecorder> {
 public:
  engine::JudgementSink sink() {
    return [self = shared_from_this()](engine::TurnJudgement judgement) { self->take(judgement); };
  }
  /// The first answer; nothing when none comes.
  std::optional<engine::TurnJudgement> wait() {
    std::unique_lock lock(mutex_);
    answered_.wait_for(lock, std::chrono::seconds(60), [this] { return answers_ > 0; });
    return judgement_;
  }
  int answers() const {
    const std::lock_guard lock(mutex_);
    return answers_;
  }

 private:
  void take(engine::TurnJudgement judgement) {
    const std::lock_guard lock(mutex_);
    if (++answers_ == 1) judgement_ = judgement;
    answered_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable answered_;
  std::optional<engine::TurnJudgement> judgement_;
  int answers_ = 0;
};

/// What every judge of turns must do. A test of an engine names a factory of it, and a turn of some
/// seconds with a pause at its end, in INSTANTIATE_TEST_SUITE_P.
struct TurnJudgeCase {
  std::function<std::shared_ptr<engine::TurnJudge>()> make;
  std::function<std::vector<std::int16_t>()> turn;
};

class TurnJudgeContract : public testing::TestWithParam<TurnJudgeCase> {
 protected:
  std::shared_ptr<JudgementRecorder> ask(std::span<const std::int16_t> turn,
                                         std::stop_token stop = {}) {
    auto recorder = std::make_shared<JudgementRecorder>();
    judge_->judge({turn.begin(), turn.end()}, recorder->sink(), std::move(stop));
    return recorder;
  }
  /// -1: no answer.
  double finished(std::span<const std::int16_t> turn) {
    const auto judgement = ask(turn)->wait();
    return judgement ? judgement->finished : -1;
  }
  void expect_probability(std::span<const std::int16_t> turn) {
    const double likely = finished(turn);
    EXPECT_GE(likely, 0) << turn.size() << " samples";
    EXPECT_LE(likely, 1) << turn.size() << " samples";
  }

  std::shared_ptr<engine::TurnJudge> judge_ = GetParam().make();
  const std::vector<std::int16_t> turn_ = GetParam().turn();
};

TEST_P(TurnJudgeContract, ATurnGetsOneProbability) {
  EXPECT_TRUE(judge_->warm_up());
  const auto recorder = ask(turn_);
  const auto judgement = recorder->wait();
  ASSERT_TRUE(judgement);
  EXPECT_GE(judgement->finished, 0);
  EXPECT_LE(judgement->finished, 1);
  EXPECT_GE(judgement->queue_ms, 0);
  EXPECT_GE(judgement->compute_ms, 0);
  finished(turn_);  // a second answer to the first question has had its time
  EXPECT_EQ(recorder->answers(), 1);
}

TEST_P(TurnJudgeContract, EveryLengthIsTaken) {
  ASSERT_GT(judge_->heard_samples(), 0U);
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{1}, std::size_t{401}, judge_->heard_samples(),
        judge_->heard_samples() + 1, std::size_t{60} * engine::kInputRateHz}) {
    expect_probability(std::vector<std::int16_t>(length));
  }
}

TEST_P(TurnJudgeContract, OnlyTheEndOfALongTurnIsHeard) {
  std::vector<std::int16_t> end = turn_;
  end.resize(judge_->heard_samples());
  std::vector<std::int16_t> turn = turn_;
  turn.insert(turn.end(), end.begin(), end.end());
  EXPECT_EQ(finished(turn), finished(end));
}

TEST_P(TurnJudgeContract, TheLoudestSamplesAreTaken) {
  using Limits = std::numeric_limits<std::int16_t>;
  expect_probability(std::vector<std::int16_t>(engine::kInputRateHz, Limits::min()));
  std::vector<std::int16_t> square(engine::kInputRateHz);
  for (std::size_t i = 0; i < square.size(); ++i)
    square[i] = i % 2 == 0 ? Limits::min() : Limits::max();
  expect_probability(square);
}

TEST_P(TurnJudgeContract, AQuestionThatWasTakenBackIsNotAnswered) {
  std::stop_source stop;
  stop.request_stop();
  const auto recorder = ask(turn_, stop.get_token());
  finished(turn_);
  EXPECT_EQ(recorder->answers(), 0);
}

TEST_P(TurnJudgeContract, QuestionsSideBySideGetTheirOwnAnswers) {
  const std::span<const std::int16_t> half = std::span(turn_).first(turn_.size() / 2);
  const double of_half = finished(half);
  const double of_whole = finished(turn_);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      EXPECT_EQ(finished(half), of_half);
      EXPECT_EQ(finished(turn_), of_whole);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace hotpin::tests
