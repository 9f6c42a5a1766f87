// What a conversation may cost: turns that are counted, and replies of clients who left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session/limits/account.hpp"
#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// So many turns, then none for a while.
class FewTurns final : public session::Account {
 public:
  explicit FewTurns(int turns) : left(turns) {}
  std::optional<base::Duration> take_turn(base::TimePoint) const override {
    if (left == 0) return base::Milliseconds(11'200);
    --left;
    return std::nullopt;
  }
  bool may_take_turn(base::TimePoint) const override { return left > 0; }

  mutable int left;
};

protocol::Hello hello(const std::string& id = "a",
                      std::optional<protocol::ResumeWish> resume = {}) {
  return {.session_id = id, .traits = tests::kResuming, .resume = std::move(resume)};
}

class TurnLimit : public testing::Test {
 protected:
  FakeConversation::Client join(const protocol::Hello& said = hello()) {
    return server_.join(said, {.account = account_, .group = "key kitchen"});
  }

  FakeConversation server_{"stt_text=What is Paris?;llm_reply=Turn {turns}.;llm_end=1"};
  std::shared_ptr<FewTurns> account_ = std::make_shared<FewTurns>(1);
};

TEST_F(TurnLimit, ATurnTooManyIsAnErrorANoticeAndCompleteAndTheSessionLives) {
  auto client = join();
  for (int turn = 0; turn < 2; ++turn) {
    client.speak(500);
    client.end_of_speech();
    server_.run();
  }
  EXPECT_THAT(client.link->take(),
              ElementsAre("connected a", "transcribing 1", "thinking 1 What is Paris?",
                          "started 1 Turn 1.", "audio-ended 1", "completed 1 spoken: Turn 1.",
                          "transcribing 2", "failed 2 too_many_turns", "started 2 went wrong",
                          "audio-ended 2", "completed 2 failed: went wrong"));
  EXPECT_EQ(client.link->audio.back().first.value, 2U) << "it is heard, too";
  account_->left = 1;
  client.speak(500);
  client.end_of_speech();
  server_.run();
  EXPECT_THAT(client.link->take(), Contains("completed 3 spoken: Turn 2."))
      << "what was refused is not remembered";
}

TEST_F(TurnLimit, WrittenWordsAndEveryConversationOfTheAccountCount) {
  auto first = join();
  auto second = join(hello("b"));
  first.session->on_event(protocol::TextIn{"one"});
  server_.run();
  second.session->on_event(protocol::TextIn{"two"});
  server_.run();
  EXPECT_THAT(first.link->take(), Contains("completed 1 spoken: Turn 1."));
  EXPECT_THAT(second.link->take(), Contains("failed 1 too_many_turns"));
}

TEST_F(TurnLimit, ATurnWithoutWordsCostsNothing) {
  auto client = join();
  client.end_of_speech();
  server_.run();
  EXPECT_THAT(client.link->take(), Contains("failed 1 not_understood"));
  EXPECT_EQ(account_->left, 1);
}

TEST_F(TurnLimit, NothingIsBegunAheadForATurnThatWillBeRefused) {
  account_->left = 0;
  auto client = join();
  client.session->on_event(protocol::ListenRequested{});
  server_.run(1);
  for (int i = 0; i < 30; ++i) {
    client.speak(32, i < 15 ? 5000 : 0);
    server_.run(32);
  }
  EXPECT_THAT(client.link->take(), Contains("failed 1 too_many_turns"));
  EXPECT_EQ(server_.page().cell("ahead.begun"), 0);
}

TEST_F(TurnLimit, WithoutAnAccountTurnsAreNotCounted) {
  auto client = server_.join(hello());
  for (int turn = 0; turn < 20; ++turn) {
    client.session->on_event(protocol::TextIn{"one"});
    server_.run();
  }
  EXPECT_THAT(client.link->take(), AllOf(Contains(StartsWith("completed 20 spoken")),
                                         Not(Contains(HasSubstr("too_many_turns")))));
}

/// A server whose replies take seconds.
class Departed : public testing::Test {
 protected:
  /// A client that asks and leaves; gives its token.
  std::string ask_and_leave(const std::string& group) {
    auto client = server_.join(hello(), {.group = group});
    client.session->on_event(protocol::TextIn{"one"});
    server_.run(10);
    work_ = client.session->work();
    client.session->on_gone();
    server_.run(1);
    return client.link->resume_token;
  }
  std::vector<std::string> come_back(const std::string& token) {
    auto again = server_.join(hello("a", protocol::ResumeWish{token, {1}, 0, false}));
    server_.run(20'000);
    return again.link->take();
  }
  std::int64_t count() { return server_.page().sum("departed"); }

  FakeConversation server_{
      "llm_reply=One two three. And four five six seven eight.;llm_token_ms=300"};
  std::weak_ptr<void> work_;
};

TEST_F(Departed, TheirRepliesAreCountedUntilTheyAreMade) {
  ask_and_leave("a");
  EXPECT_EQ(count(), 1);
  server_.run(3000);
  EXPECT_EQ(count(), 0);
  EXPECT_TRUE(work_.expired());
}

TEST_F(Departed, AtTheBoundTheOldestOfTheLargestGroupStops) {
  server_.limit_departed({.in_all = 3, .in_group = 2});
  const std::string honest = ask_and_leave("honest");
  const std::string first = ask_and_leave("crowd");
  const auto first_work = work_;
  const std::string last = ask_and_leave("crowd");
  EXPECT_FALSE(first_work.expired());
  for (int i = 0; i < 20; ++i) ask_and_leave("crowd");
  EXPECT_EQ(count(), 3);
  EXPECT_TRUE(first_work.expired());
  EXPECT_THAT(come_back(honest),
              Contains("completed 1 spoken: One two three. And four five six seven eight."));
  EXPECT_THAT(come_back(last), ElementsAre("connected a"));
}

TEST_F(Departed, TheyMakeWayForSomebodyWhoComes) {
  const std::string token = ask_and_leave("a");
  EXPECT_TRUE(server_.services->departed->evict_one());
  server_.run(1);
  EXPECT_TRUE(work_.expired());
  EXPECT_EQ(count(), 0);
  EXPECT_THAT(come_back(token), ElementsAre("connected a"));
}

TEST_F(Departed, WhatWasHeardOfOneThatStopsIsRemembered) {
  auto client = server_.join(hello());
  client.session->on_event(protocol::TextIn{"one"});
  server_.run(2000);
  client.session->on_event(protocol::Played{{1}, 500});
  client.session->on_gone();
  server_.services->departed->evict_one();
  server_.run(1);
  std::vector<std::string> users;
  server_.services->keeper.load("a", [&](std::vector<store::TurnRecord> turns) {
    for (const auto& turn : turns) users.push_back(turn.user_text());
  });
  server_.run();
  EXPECT_THAT(users, Contains("one"));
}

TEST_F(Departed, WhatNobodyCanComeBackForStopsAtOnce) {
  auto client = server_.join({.session_id = "a", .traits = tests::kStreamed});
  client.session->on_event(protocol::TextIn{"one"});
  server_.run(10);
  const std::weak_ptr<void> work = client.session->work();
  client.session->on_gone();
  EXPECT_EQ(count(), 0);
  EXPECT_TRUE(work.expired());
  server_.run(1);  // the model hears of it
}

TEST_F(Departed, OneThatNeverGetsWholeStopsWhenItsTimeIsOver) {
  FakeConversation stuck("hang=llm", {.llm_timeout = std::chrono::hours(1)});
  auto client = stuck.join(hello());
  client.session->on_event(protocol::TextIn{"one"});
  stuck.run(10);
  const std::weak_ptr<void> work = client.session->work();
  client.session->on_gone();
  stuck.run(29'000);
  EXPECT_FALSE(work.expired());
  stuck.run(2000);
  EXPECT_TRUE(work.expired());
  EXPECT_EQ(stuck.page().sum("departed"), 0);
}

/// Notes how urgent it is asked.
class NotingEngines final : public engine::Llm, public engine::Tts {
 public:
  std::string_view name() const override { return "noting"; }
  base::Status warm_up(const std::vector<engine::ChatMessage>&) override { return base::ok(); }
  base::Status warm_up() override { return base::ok(); }
  void generate(engine::LlmRequest request, engine::LlmSink sink, std::stop_token) override {
    is_background = request.is_background;
    say = std::move(sink);
  }
  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token) override {
    priorities.push_back(request.priority);
    sink(engine::TtsAudio{std::vector<std::int16_t>(1600, 1000), 16000});
    sink(engine::TtsDone{});
  }

  std::shared_ptr<const std::atomic<bool>> is_background;
  engine::LlmSink say;
  std::vector<base::Priority> priorities;
};

TEST_F(Departed, AreBehindEverybody) {
  NotingEngines engines;
  const session::Services& own = *server_.services;
  server_.services = std::make_shared<session::Services>(session::Services{.stt = own.stt,
                                                                           .llm = engines,
                                                                           .tts = engines,
                                                                           .keeper = own.keeper,
                                                                           .options = own.options,
                                                                           .notices = own.notices,
                                                                           .ahead = own.ahead,
                                                                           .thoughts = own.thoughts,
                                                                           .pictures = own.pictures,
                                                                           .departed = own.departed,
                                                                           .parked = own.parked});
  auto client = server_.join(hello());
  client.session->on_event(protocol::TextIn{"one"});
  server_.run(10);
  engines.say(engine::LlmDelta{"One two three four five. "});
  server_.run(10);
  EXPECT_FALSE(*engines.is_background);
  client.session->on_gone();
  EXPECT_TRUE(*engines.is_background);
  engines.say(engine::LlmDelta{"Six seven eight nine ten."});
  engines.say(engine::LlmDone{});
  server_.run(10);
  EXPECT_EQ(engines.priorities.front(), base::Priority::urgent);
  EXPECT_EQ(engines.priorities.back(), base::Priority::background);
}

}  // namespace
}  // namespace hotpin::tests
