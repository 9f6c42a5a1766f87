#include "session/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_conversation.hpp"

namespace hotpin::session {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A conversation's history on a store that answers when the test says so: its thread is another
/// executor, which only runs then.
class LateStore : public testing::Test {
 protected:
  std::shared_ptr<History> open(const std::string& id) {
    auto history = std::make_shared<History>(services_, conversation_.executor, id,
                                             services_->persona, LlmChoice{});
    history->load([this] { ++times_loaded_; });
    return history;
  }
  static std::vector<std::string> users(const History& history) {
    std::vector<std::string> texts;
    for (const engine::ChatMessage& message : history.known_so_far().messages) {
      if (message.role == engine::ChatMessage::Role::user) texts.push_back(message.content);
    }
    return texts;
  }
  void answer_now() {
    store_thread_.run_ready();
    conversation_.executor->run_ready();
  }
  void wait_for_limit() { conversation_.executor->run_for(History::kLoadLimit); }

  tests::FakeConversation conversation_;
  tests::ManualExecutor store_thread_;
  std::unique_ptr<store::ContextStore> store_ =
      stores::memory::open_store({.time_to_live = std::chrono::hours(1), .max_turns = 10}, [] {
        return store::WallTime{};
      }).value();
  std::shared_ptr<store::TurnKeeper> keeper_ =
      store::TurnKeeper::open(*store_, store_thread_, std::chrono::hours(1)).value();
  std::shared_ptr<Services> services_ =
      std::make_shared<Services>(Services{conversation_.services->stt,
                                          conversation_.services->llm,
                                          conversation_.services->tts,
                                          *keeper_,
                                          {},
                                          {},
                                          {}});
  int times_loaded_ = 0;
};

TEST_F(LateStore, ItIsWaitedForUpToTheLimit) {
  ASSERT_TRUE(store_->append("a", {"1", "one", "x"}));
  const auto in_time = open("a");
  EXPECT_EQ(times_loaded_, 0);
  answer_now();
  EXPECT_EQ(times_loaded_, 1);
  EXPECT_THAT(users(*in_time), ElementsAre("one"));
  wait_for_limit();
  EXPECT_EQ(times_loaded_, 1);

  const auto late = open("a");
  wait_for_limit();
  EXPECT_EQ(times_loaded_, 2);
  EXPECT_THAT(users(*late), IsEmpty());
}

TEST_F(LateStore, WhatComesLateIsPutBeforeWhatWasSaidSince) {
  ASSERT_TRUE(store_->append("a", {"1", "one", "x"}));
  const auto history = open("a");
  wait_for_limit();
  history->remember({1}, "two", "y");
  history->remember({2}, "three", "z");
  answer_now();
  EXPECT_THAT(users(*history), ElementsAre("one", "two", "three"));
  EXPECT_EQ(times_loaded_, 2);
}

TEST_F(LateStore, OwnTurnsThatTheStoreHasAreNotDoubled) {
  const auto other = open("a");
  const auto history = open("a");
  wait_for_limit();
  other->remember({1}, "theirs", "x");
  history->remember({1}, "ours", "y");
  answer_now();
  EXPECT_THAT(users(*history), ElementsAre("theirs", "ours"));
  EXPECT_THAT(users(*other), ElementsAre("ours", "theirs"));
}

TEST_F(LateStore, WhatWasForgottenDoesNotComeBack) {
  ASSERT_TRUE(store_->append("a", {"1", "one", "x"}));
  const auto history = open("a");
  wait_for_limit();
  history->forget({});
  history->remember({1}, "two", "y");
  answer_now();
  EXPECT_THAT(users(*history), ElementsAre("two"));
  const auto next = open("a");
  answer_now();
  EXPECT_THAT(users(*next), ElementsAre("two"));
}

TEST_F(LateStore, TurnsThatHadBegunBeforeAllWasForgottenAreNotRemembered) {
  const auto history = open("a");
  EXPECT_FALSE(history->has_forgotten({1}));
  history->forget({2});
  for (const std::uint32_t turn : {1, 2, 3}) history->remember({turn}, std::to_string(turn), "x");
  EXPECT_THAT(users(*history), ElementsAre("3"));
}

TEST_F(LateStore, WhatWaitsForTheStoreIsKnownWithoutIt) {
  open("a")->remember({1}, "one", "x");
  const auto next = open("a");
  wait_for_limit();
  EXPECT_THAT(users(*next), ElementsAre("one"));
}

TEST_F(LateStore, ALongHistoryThatComesLateIsTrimmed) {
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(store_->append("a", {std::to_string(i), std::to_string(i), "x"}));
  }
  const auto history = open("a");
  wait_for_limit();
  for (std::uint32_t i = 10; i < 14; ++i) history->remember({i}, std::to_string(i), "x");
  answer_now();
  EXPECT_THAT(users(*history), ElementsAre("4", "5", "6", "7", "8", "9", "10", "11", "12", "13"));
}

}  // namespace
}  // namespace hotpin::session
