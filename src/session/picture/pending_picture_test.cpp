#include "session/picture/pending_picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/unseen_picture.hpp"
#include "session/picture/pictures.hpp"
#include "support/fake_conversation.hpp"
#include "support/image/pictures.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::StartsWith;

constexpr const char* kScript =
    "stt_text=what is it;llm_sees=1;llm_reply=Turn {turns} shows {picture}.";

class WithPictures : public testing::Test {
 protected:
  void send_picture(const std::string& session_id, const std::string& bytes = jpeg()) {
    server_.services->pictures->keep(session_id, bytes, {});
    server_.executor->run_ready();
  }
  std::string ask(FakeConversation::Client& client) {
    client.speak(500);
    client.end_of_speech();
    server_.run();
    const auto lines = client.link->take();
    return lines.empty() ? "" : lines.back();
  }
  static std::string shown(const std::string& bytes = jpeg()) {
    return "image/jpeg of " + std::to_string(bytes.size()) + " bytes.";
  }

  FakeConversation server_{kScript};
};

TEST_F(WithPictures, OneGoesWithTheNextWordsAndNoOthers) {
  auto client = server_.connect("a");
  EXPECT_THAT(ask(client), EndsWith("Turn 1 shows nothing."));
  send_picture("a");
  EXPECT_THAT(ask(client), EndsWith("Turn 2 shows " + shown()));
  EXPECT_THAT(ask(client), EndsWith("Turn 3 shows nothing."));
}

TEST_F(WithPictures, ANoticeThatIsTalkedOverBringsNoneBack) {
  auto client = server_.join({.session_id = "a", .wants_events = true, .reports_played = true});
  send_picture("a");
  EXPECT_THAT(ask(client), EndsWith("Turn 1 shows " + shown()));
  client.end_of_speech();  // nothing was said: a notice
  server_.run(1);
  client.session->on_event(protocol::TextIn{"and now"});
  server_.run();
  EXPECT_THAT(client.link->take().back(), EndsWith("Turn 2 shows nothing."));
}

TEST_F(WithPictures, NothingIsBegunAheadWhileOneWaits) {
  auto client = server_.connect("a");
  send_picture("a");
  client.speak(500);
  server_.run(500);
  client.speak(500, 0);
  server_.run(500);
  EXPECT_THAT(client.link->take(), Contains("partial 1 what is it"));  // but the words are known
  client.end_of_speech();
  server_.run();
  EXPECT_THAT(client.link->take(), Contains("completed 1 spoken: Turn 1 shows " + shown()));
  EXPECT_EQ(server_.page().cell("ahead.begun"), 0);
}

TEST_F(WithPictures, AnAnswerBegunBeforeItCameIsDropped) {
  auto client = server_.connect("a");
  client.speak(500);
  server_.run(500);
  client.speak(500, 0);
  server_.run(500);
  send_picture("a");
  client.end_of_speech();
  server_.run();
  const auto lines = client.link->take();
  EXPECT_THAT(lines, Contains("thinking 1 what is it (image)"));
  EXPECT_THAT(lines, Contains("completed 1 spoken: Turn 1 shows " + shown()));
}

TEST_F(WithPictures, HistoryKeepsANoteOfIt) {
  auto client = server_.connect("a");
  send_picture("a");
  ask(client);
  std::vector<std::string> users;
  server_.services->keeper.load("a", [&users](const std::vector<store::TurnRecord>& turns) {
    for (const auto& turn : turns) users.push_back(turn.user);
  });
  server_.run();
  EXPECT_THAT(users, ElementsAre("(with a picture) what is it"));
}

TEST_F(WithPictures, ItWaitsForWordsThatAreUnderstood) {
  auto client = server_.connect("a");
  send_picture("a");
  client.speak(500, 0);
  client.end_of_speech();
  server_.run();
  EXPECT_THAT(client.link->take().back(), StartsWith("completed 1 not_understood"));
  EXPECT_THAT(ask(client), EndsWith(shown()));
}

TEST_F(WithPictures, AResetDropsItWhereverItIs) {
  auto client = server_.connect("a");
  send_picture("a");
  client.session->on_event(protocol::ResetRequested{});
  EXPECT_THAT(ask(client), EndsWith("shows nothing."));
  send_picture("a");
  client.speak(500);  // from here on it is with the session
  server_.run(100);
  client.session->on_event(protocol::ResetRequested{});
  EXPECT_THAT(ask(client), EndsWith("shows nothing."));
  send_picture("a");
  client.speak(500);
  client.session->on_event(protocol::ResetRequested{});  // and here on its way to it
  EXPECT_THAT(ask(client), EndsWith("shows nothing."));
}

TEST_F(WithPictures, ItOutlivesTheClientThatHasNotAsked) {
  for (const double wait_ms : {0.0, 100.0}) {  // on its way to the session, and there
    auto client = server_.connect("a");
    send_picture("a");
    client.speak(500);
    server_.run(wait_ms);
    client.session->on_gone();
    client.session.reset();
    server_.run(100);
    auto next = server_.connect("a");
    EXPECT_THAT(ask(next), EndsWith(shown())) << wait_ms;
  }
}

TEST_F(WithPictures, ItIsOverAfterItsTime) {
  auto client = server_.connect("a");
  send_picture("a");
  server_.run(11.0 * 60'000);
  EXPECT_THAT(ask(client), EndsWith("shows nothing."));
  send_picture("a");
  client.speak(500);
  server_.run(11.0 * 60'000);
  EXPECT_THAT(ask(client), EndsWith("shows nothing."));
}

TEST_F(WithPictures, AClientIsExpectedToSpeakWhileOneWaits) {
  auto client = server_.connect("a");
  EXPECT_FALSE(client.session->expects_utterance());
  send_picture("b");
  EXPECT_FALSE(client.session->expects_utterance());
  send_picture("a");
  EXPECT_TRUE(client.session->expects_utterance());
  client.speak(500);
  server_.run(100);
  EXPECT_TRUE(client.session->expects_utterance());
  client.end_of_speech();
  server_.run();
  EXPECT_FALSE(client.session->expects_utterance());
}

TEST_F(WithPictures, WhatIsNoPictureIsNotShown) {
  auto client = server_.connect("a");
  send_picture("a", "other bytes");
  EXPECT_THAT(ask(client), EndsWith("shows nothing."));
}

TEST(WithPicturesUnseen, AModelThatCannotSeeSaysSoAndIsNotAsked) {
  FakeConversation server("stt_text=what is it;llm_reply=I see {picture}.");
  auto client = server.connect("a");
  server.services->pictures->keep("a", jpeg(), {});
  server.executor->run_ready();
  client.speak(500);
  client.end_of_speech();
  server.run();
  const auto lines = client.link->take();
  EXPECT_THAT(lines, Contains("thinking 1 what is it (image)"));
  EXPECT_EQ(lines.back(), std::string("completed 1 spoken: ") + engine::kUnseenPicture);
}

}  // namespace
}  // namespace hotpin::tests
