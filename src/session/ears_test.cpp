#include "session/ears.hpp"

#include <gtest/gtest.h>

#include "support/manual_executor.hpp"

namespace hotpin::tests {
namespace {

/// Judges when the test says so, as a recogniser's own thread does.
class LateStt final : public engine::Stt {
 public:
  std::string_view name() const override { return "late"; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    sink_ = std::move(sink);
    return std::make_unique<Stream>(accepted);
  }
  void judge(std::size_t samples, std::size_t speech = 0) {
    sink_(engine::VoiceActivity{samples, speech, speech});
  }

  std::vector<std::size_t> accepted;

 private:
  class Stream final : public engine::SttStream {
   public:
    explicit Stream(std::vector<std::size_t>& accepted) : accepted_(accepted) {}
    void accept(std::span<const std::int16_t> pcm) override { accepted_.push_back(pcm.size()); }
    void peek() override {}
    void finish() override {}

   private:
    std::vector<std::size_t>& accepted_;
  };
  engine::SttSink sink_;
};

class EarsTest : public testing::Test {
 protected:
  ~EarsTest() override { executor_->drop(); }

  LateStt stt_;
  std::shared_ptr<ManualExecutor> executor_ = std::make_shared<ManualExecutor>();
  std::shared_ptr<session::Ears> ears_ = std::make_shared<session::Ears>(
      stt_, executor_, std::chrono::seconds(20),
      session::Ears::Listener{[](base::TurnId, const engine::VoiceActivity&) {},
                              [](base::TurnId, const engine::Hypothesis&) {},
                              [](session::Ears::Heard) {}});
};

class LiveEars : public EarsTest {
 protected:
  LiveEars() {
    ears_->open({1}, true);
    ears_->hear({1}, std::vector<std::int16_t>(8000));
    EXPECT_EQ(stt_.accepted, (std::vector<std::size_t>{3200})) << "no more than 200 ms at once";
  }
};

TEST_F(EarsTest, PushToTalkListensInOneGoToWhatDecidesNothing) {
  const auto hear = [&](int pieces) {
    for (int i = 0; i < pieces; ++i) ears_->hear({1}, std::vector<std::int16_t>(320));
  };
  ears_->open({1}, false);
  hear(6);
  EXPECT_TRUE(stt_.accepted.empty());
  hear(1);
  EXPECT_EQ(stt_.accepted, (std::vector<std::size_t>{7 * 320}));
  stt_.judge(2240, 1216);  // 64 ms of silence: 64 more make a pause
  executor_->run_ready();
  hear(4);
  EXPECT_EQ(stt_.accepted.back(), 4U * 320);
  stt_.judge(3520, 1216);
  executor_->run_ready();
  hear(2);
  EXPECT_EQ(stt_.accepted.back(), 2U * 320) << "now each piece counts";
  hear(1);
  ears_->close({1});
  EXPECT_EQ(stt_.accepted.back(), 320U) << "nothing is lost at the end";
}

TEST_F(LiveEars, WhatIsJudgedLateAsksForNothingThatBelongsToTheNext) {
  stt_.judge(1600);
  executor_->run_ready();
  EXPECT_EQ(ears_->take_unjudged({1}).size(), 6400U);
  ears_->close({1});
  stt_.judge(3200);
  executor_->run_ready();
  EXPECT_EQ(stt_.accepted, (std::vector<std::size_t>{3200, 1600}));
}

TEST_F(LiveEars, TheRestIsGivenWhole) {
  ears_->give_rest({1});
  ears_->close({1});
  stt_.judge(3200);
  executor_->run_ready();
  EXPECT_EQ(stt_.accepted, (std::vector<std::size_t>{3200, 4800}));
}

}  // namespace
}  // namespace hotpin::tests
