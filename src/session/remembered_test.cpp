// What the history keeps of a turn that is cut off, lost or to be forgotten.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::StartsWith;

TEST(Remembered, ResetForgets) {
  FakeConversation server("llm_reply=Turn {turns}.");
  auto client = server.connect("a");
  client.speak(500);
  client.end_of_speech();
  server.run();
  client.session->on_event(protocol::ResetRequested{});
  client.speak(500);
  client.end_of_speech();
  server.run();
  const auto lines = client.link->take();
  EXPECT_THAT(lines, Contains("forgotten"));
  EXPECT_EQ(lines.back(), "completed 2 spoken: Turn 1.");
}

TEST(Remembered, ResetForgetsWhatIsBeingRecognised) {
  FakeConversation server("llm_reply=Turn {turns}.;stt_ms=500");
  auto client = server.connect("a");
  for (int turn = 0; turn < 2; ++turn) {
    client.speak(500);
    client.end_of_speech();
    if (turn == 0) client.session->on_event(protocol::ResetRequested{});
    server.run();
  }
  EXPECT_EQ(client.link->take().back(), "completed 2 spoken: Turn 1.");
}

TEST(Remembered, ResetForgetsAQuestionWhoseAnswerNobodyHears) {
  FakeConversation server("llm_reply=Reply to {user}.;llm_first_token_ms=500");
  auto client = server.connect("a");
  client.session->on_event(protocol::TextIn{"one"});
  server.run(100);
  client.session->on_event(protocol::ResetRequested{});
  client.session->on_event(protocol::TextIn{"two"});
  server.run();
  EXPECT_EQ(client.link->take().back(), "completed 2 spoken: Reply to two.");
}

TEST(Remembered, AnAnswerThatIsWantedBeforeTheHistoryIsThereIsBegunWithIt) {
  FakeConversation server("llm_reply=Turn {turns}.");
  auto first = server.connect("a");
  first.session->on_event(protocol::TextIn{"one"});
  server.run();
  server.store_executor->lateness = base::Milliseconds(500);
  auto client = server.connect("a");
  client.speak(500);
  client.speak(400, 0);
  server.run(400);
  EXPECT_EQ(server.page().cell("ahead.begun").load(), 0);
  server.run(400);
  EXPECT_EQ(server.page().cell("ahead.begun").load(), 1);
  client.end_of_speech();
  server.run();
  EXPECT_THAT(client.link->ledgers.at(0).labels, Contains(testing::Pair("ahead", "yes")));
  EXPECT_EQ(client.link->take().back(), "completed 1 spoken: Turn 2.");
}

TEST(Remembered, WhoCutsOffAReplyThatFailsIsRememberedToHaveHeardAsMuch) {
  FakeConversation server(
      "llm_reply=Astonishingly! Extraordinarily. Unbelievably quick.;fail=llm_late");
  auto client = server.join({.session_id = "a", .traits = tests::kReporting});
  client.session->on_event(protocol::TextIn{"count"});
  server.run(500);
  client.session->on_event(protocol::Played{{1}, 300});
  client.session->on_event(protocol::CancelRequested{});
  EXPECT_THAT(client.link->take(), Contains("interrupted 1 heard: Astonishingly"));
  std::vector<std::string> spoken;
  server.services->keeper.load("a", [&](const auto& turns) {
    for (const auto& turn : turns) spoken.push_back(turn.assistant_text());
  });
  server.run();
  EXPECT_THAT(spoken, ElementsAre("Astonishingly"));
}

TEST(Remembered, WhoTakesRepliesWholeHasHeardNothingBeforeTheEnd) {
  FakeConversation server("llm_reply=Turn {turns}: one two. Three four five six.;tts_ms=900");
  auto plain = server.join({.session_id = "a", .traits = tests::kWhole});
  plain.speak(500);
  plain.end_of_speech();
  server.run(1500);
  EXPECT_THAT(plain.link->take(), Contains(StartsWith("started 1 Turn 1")));
  plain.session->on_gone();
  server.run();
  auto next = server.connect("a");
  next.session->on_event(protocol::TextIn{"again"});
  server.run();
  EXPECT_THAT(next.link->take(), Contains(StartsWith("started 1 Turn 1")));
}

TEST(Remembered, NoMarkOrThoughtOfAModelIsShownOrKept) {
  for (const char* reply :
       {"<think>SECRET plan.</think>Hello there.",
        "<|channel|>analysis<|message|>SECRET plan.<|end|><|start|>assistant<|channel|>final"
        "<|message|>Hello there.<|return|>SECRET",
        "[THINK]SECRET plan.[/THINK]Hello there.</s>SECRET",
        "Hello there.<|im_end|>\n<|im_start|>user\nSECRET"}) {
    FakeConversation server(std::string("llm_reply=") + reply);
    auto client = server.connect("a");
    client.session->on_event(protocol::TextIn{"hi"});
    server.run();
    const auto lines = client.link->take();
    EXPECT_EQ(lines.back(), "completed 1 spoken: Hello there.") << reply;
    EXPECT_THAT(lines, Contains("started 1 Hello there.")) << reply;
    std::vector<std::string> spoken;
    server.services->keeper.load("a", [&](const auto& turns) {
      for (const auto& turn : turns) spoken.push_back(turn.assistant_text());
    });
    server.run();
    EXPECT_THAT(spoken, ElementsAre("Hello there.")) << reply;
  }
}

TEST(Remembered, ThoughtsAloneAreToldOfByTheirSettings) {
  FakeConversation server("llm_reply=<think>SECRET plan.");
  auto client = server.connect("a");
  client.session->on_event(protocol::TextIn{"hi"});
  server.run();
  EXPECT_THAT(client.link->take(), Contains("failed 1 empty_reply"));
}

TEST(Remembered, AfterOneReplyTheNextOnesThoughtsAreWaitedFor) {
  FakeConversation server(
      "llm_reply=SECRET plan. Another one. And more.</think>Hello there.;llm_token_ms=400");
  auto client = server.connect("a");
  for (int turn = 0; turn < 2; ++turn) {
    client.session->on_event(protocol::TextIn{"hi"});
    server.run();
  }
  const auto lines = client.link->take();
  EXPECT_THAT(lines, Contains("started 2 Hello there."));
  EXPECT_EQ(lines.back(), "completed 2 spoken: Hello there.");
}

TEST(Remembered, AThoughtThatOnlyEndsIsTakenBackBeforeItIsHeard) {
  FakeConversation server(
      "llm_reply=SECRET plan. Another one. And more.</think>Hello there.;tts_ms=500");
  auto client = server.connect("a");
  client.session->on_event(protocol::TextIn{"hi"});
  server.run();
  const auto lines = client.link->take();
  EXPECT_EQ(lines.back(), "completed 1 spoken: Hello there.");
  EXPECT_THAT(lines, Contains("started 1 Hello there."));
}

}  // namespace
}  // namespace hotpin::tests
