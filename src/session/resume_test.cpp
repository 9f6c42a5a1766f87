#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/fake_conversation.hpp"
#include "support/moody_store.hpp"

namespace hotpin::tests {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// 0.9 s and 1.65 s of speech.
constexpr const char* kScript =
    "stt_text=What is Paris?;llm_reply=Turn {turns}: it is, the capital of France and more.";

protocol::Hello hello(std::optional<protocol::ResumeWish> resume = {}) {
  return {.session_id = "a", .traits = tests::kResuming, .resume = std::move(resume)};
}

double audio_ms(const RecordingLink& link) {
  std::size_t samples = 0;
  for (const auto& [turn, pcm] : link.audio) samples += pcm.size();
  return static_cast<double>(samples) / 16;
}

class Resume : public testing::Test {
 protected:
  /// A client that is lost in the middle of its reply; gives its token.
  std::string lose(double after_ms, double played_ms) {
    auto client = server_.join(hello());
    client.speak(500);
    client.end_of_speech();
    server_.run(after_ms);
    if (played_ms > 0) client.session->on_event(protocol::Played{{1}, played_ms});
    client.session->on_gone();
    whole_ms_ = audio_ms(*client.link);
    return client.link->resume_token;
  }
  std::vector<std::string> ask_again() {
    auto client = server_.join(hello());
    client.speak(500);
    client.end_of_speech();
    server_.run();
    return client.link->take();
  }

  FakeConversation server_{kScript};
  double whole_ms_ = 0;
};

TEST_F(Resume, TheServerNeedNotWaitOnceTheRestIsKept) {
  FakeConversation slow(std::string(kScript) + ";llm_token_ms=50");
  auto client = slow.join(hello());
  const std::weak_ptr<void> work = client.session->work();
  client.speak(500);
  client.end_of_speech();
  slow.run(100);
  client.session->on_gone();
  client.session.reset();
  EXPECT_FALSE(work.expired()) << "the reply is being made";
  slow.run(3000);
  EXPECT_TRUE(work.expired()) << "it is with the store, long before its time to live is over";
}

TEST_F(Resume, TheRestIsSentFromWhereItWasHeard) {
  const std::string token = lose(500, 400);
  ASSERT_EQ(token.size(), 32U);
  auto again = server_.join(hello(protocol::ResumeWish{token, {1}, 400, false}));
  server_.run(500);
  again.session->on_event(protocol::Played{{1}, 3000});
  server_.run();
  EXPECT_THAT(again.link->take(),
              ElementsAre("connected a", StartsWith("started 1 Turn 1:"), StartsWith("phrase 1"),
                          "audio-ended 1",
                          "completed 1 spoken: Turn 1: it is, the capital of France and more."));
  EXPECT_NEAR(audio_ms(*again.link), whole_ms_ - 400, 1);
  EXPECT_THAT(ask_again(), Contains(HasSubstr("Turn 2: it is")));
}

TEST_F(Resume, WhoDoesNotWantTheRestKeepsWhatWasHeard) {
  const std::string token = lose(500, 400);
  auto again = server_.join(hello(protocol::ResumeWish{token, {1}, 400, true}));
  server_.run();
  EXPECT_THAT(again.link->take(), ElementsAre("connected a"));
  again.speak(500);
  again.end_of_speech();
  server_.run();
  EXPECT_THAT(again.link->take(), Contains(HasSubstr("Turn 2: it is")));
}

TEST_F(Resume, WhenNobodyComesHistoryKeepsWhatWasHeard) {
  lose(500, 400);
  server_.run(40'000);
  EXPECT_THAT(ask_again(), Contains(HasSubstr("Turn 2: it is")));
}

TEST_F(Resume, NothingHeardIsNothingRemembered) {
  lose(1, 0);
  server_.run(40'000);
  EXPECT_THAT(ask_again(), Contains(HasSubstr("Turn 1: it is")));
}

TEST_F(Resume, ATokenServesOnceAndOnlyWhoHasIt) {
  const std::string token = lose(500, 400);
  auto stranger = server_.join(hello(protocol::ResumeWish{"00", {1}, 0, false}));
  auto first = server_.join(hello(protocol::ResumeWish{token, {1}, 0, false}));
  auto second = server_.join(hello(protocol::ResumeWish{token, {1}, 0, false}));
  server_.run(1000);
  EXPECT_THAT(stranger.link->take(), ElementsAre("connected a"));
  EXPECT_THAT(second.link->take(), ElementsAre("connected a"));
  EXPECT_THAT(first.link->take(), Contains(StartsWith("started 1")));
}

/// The turns of others are written as they are without anybody who makes tokens up.
TEST(ResumeMadeUp, CostsOneLookAndHoldsNoWritesUp) {
  for (const int strangers : {0, 30}) {
    auto given = std::make_unique<MoodyStore>();
    MoodyStore* const store = given.get();
    FakeConversation server(kScript, {}, {.store = std::move(given), .has_other_machines = true});
    auto honest = server.connect("honest");
    server.run(100);
    server.store_executor->lateness = std::chrono::milliseconds(5);
    std::vector<FakeConversation::Client> clients;
    for (int i = 0; i < strangers; ++i) {
      const std::string token = std::string(30, 'a') + std::to_string(10 + i);
      clients.push_back(server.join(hello(protocol::ResumeWish{token, {1}, 0, false})));
    }
    honest.session->on_event(protocol::TextIn{"one"});
    server.run(10'000);
    EXPECT_EQ(store->rows["honest"].size(), 1U) << strangers;
    EXPECT_EQ(std::count_if(store->calls.begin(), store->calls.end(),
                            [](const std::string& call) { return call.starts_with("take reply"); }),
              strangers);
  }
}

TEST(ResumeLate, WhatIsSaidSinceGoesBeforeTheRest) {
  FakeConversation server(std::string(kScript) + ";llm_token_ms=300");
  auto client = server.join(hello());
  client.speak(500);
  client.end_of_speech();
  server.run(700);
  client.session->on_gone();
  auto again = server.join(hello(protocol::ResumeWish{client.link->resume_token, {1}, 0, false}));
  again.speak(500);
  again.end_of_speech();
  server.run();
  EXPECT_THAT(again.link->take(), AllOf(Contains(HasSubstr("thinking 1 What is Paris?")),
                                        Not(Contains(HasSubstr("completed 2")))));
}

TEST(ResumeLate, WhatWasHeardBeforeIsRememberedAllTheSame) {
  FakeConversation server(std::string(kScript) + ";llm_token_ms=100");
  auto client = server.join(hello());
  client.session->on_event(protocol::TextIn{"one"});
  server.run(800);
  client.session->on_event(protocol::Played{{1}, 300});
  client.session->on_gone();
  auto again = server.join(hello(protocol::ResumeWish{client.link->resume_token, {1}, 300, false}));
  again.session->on_event(protocol::TextIn{"two"});
  server.run();
  again.session->on_event(protocol::TextIn{"three"});
  server.run();
  EXPECT_THAT(again.link->take(), Contains(HasSubstr("started 2 Turn 3:")));
}

TEST_F(Resume, ANoticeIsNoAnswer) {
  auto client = server_.join(hello());
  client.end_of_speech();
  server_.run(1);
  client.session->on_gone();
  auto again = server_.join(hello(protocol::ResumeWish{client.link->resume_token, {1}, 80, true}));
  server_.run();
  EXPECT_THAT(ask_again(), Contains(HasSubstr("Turn 1:")));
}

TEST_F(Resume, WhatIsFoundBehindAResetIsForgottenToo) {
  const std::string token = lose(500, 400);
  auto again = server_.join(hello(protocol::ResumeWish{token, {1}, 400, true}));
  again.session->on_event(protocol::ResetRequested{});
  server_.run();
  again.session->on_event(protocol::TextIn{"one"});
  server_.run();
  EXPECT_THAT(again.link->take(), Contains(HasSubstr("Turn 1:")));
}

TEST(ResumeLate, AReplyThatIsToBeForgottenIsNotKept) {
  FakeConversation server(kScript);
  auto client = server.join(hello());
  client.session->on_event(protocol::TextIn{"one"});
  server.run(500);
  client.session->on_event(protocol::ResetRequested{});
  client.session->on_gone();
  auto again = server.join(hello(protocol::ResumeWish{client.link->resume_token, {1}, 300, false}));
  server.run();
  EXPECT_THAT(again.link->take(), ElementsAre("connected a"));
  again.session->on_event(protocol::TextIn{"two"});
  server.run();
  EXPECT_THAT(again.link->take(), Contains(HasSubstr("started 1 Turn 1:")));
}

TEST(ResumeLate, WhoIsLostBeforeTheFirstWordKeepsNobodyFromWorkingAhead) {
  FakeConversation server(std::string(kScript) + ";llm_first_token_ms=5000");
  for (int lost = 0; lost < 2; ++lost) {
    auto client = server.join(hello());
    client.session->on_event(protocol::TextIn{"one"});
    server.run(100);
    client.session->on_gone();
  }
  EXPECT_TRUE(server.services->ahead->may_begin(server.executor->now()));
  server.run();
}

TEST(ResumeLate, TheRestIsWaitedForWhileItIsMade) {
  FakeConversation server(std::string(kScript) + ";llm_token_ms=300");
  auto client = server.join(hello());
  client.speak(500);
  client.end_of_speech();
  server.run(700);
  client.session->on_gone();
  auto again = server.join(hello(protocol::ResumeWish{client.link->resume_token, {1}, 0, false}));
  server.run();
  EXPECT_THAT(again.link->take(),
              Contains("completed 1 spoken: Turn 1: it is, the capital of France and more."));
}

TEST_F(Resume, AnInterruptedRestIsKeptUpToWhatWasHeard) {
  const std::string token = lose(500, 400);
  auto again = server_.join(hello(protocol::ResumeWish{token, {1}, 400, false}));
  server_.run(100);
  again.session->on_event(protocol::Played{{1}, 1000});
  again.session->on_event(protocol::CancelRequested{});
  EXPECT_THAT(again.link->take(), Contains(StartsWith("interrupted 1 heard: Turn 1: it is")));
}

}  // namespace
}  // namespace hotpin::tests
