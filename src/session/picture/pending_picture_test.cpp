#include "session/picture/pending_picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/llms/unseen_picture.hpp"
#include "session/picture/pictures.hpp"
#include "support/fake_conversation.hpp"
#include "support/image/pictures.hpp"
#include "support/moody_store.hpp"

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
  auto client = server_.join({.session_id = "a", .traits = tests::kReporting});
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
    for (const auto& turn : turns) users.push_back(turn.user_text());
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
  const auto is_let_go = [](FakeConversation::Client& client) {
    client.link->take();
    client.session->on_event(protocol::LeaveRequested{{.detail = "idle"}, true});
    return testing::Matches(testing::Contains("close idle"))(client.link->take());
  };
  auto other = server_.connect("b");
  send_picture("a");
  EXPECT_TRUE(is_let_go(other));
  auto client = server_.connect("a");
  EXPECT_FALSE(is_let_go(client));
  client.speak(500);
  server_.run(100);
  EXPECT_FALSE(is_let_go(client));
  client.end_of_speech();
  server_.run();
  EXPECT_TRUE(is_let_go(client));
}

TEST_F(WithPictures, WhatIsNoPictureIsNotShown) {
  auto client = server_.connect("a");
  send_picture("a", "other bytes");
  EXPECT_THAT(ask(client), EndsWith("shows nothing."));
}

/// A store that others share, so that pictures may come at other machines.
class WithASharedStore : public testing::Test {
 protected:
  WithASharedStore() {
    client_ = server_.connect("a");
    server_.run(100);
    store_->calls.clear();
  }
  void slow_down(base::Duration lateness) { server_.store_executor->lateness = lateness; }
  /// As another machine does, so that nothing tells this one.
  void keep_elsewhere() { store_->keepsakes["picture:a"] = jpeg(); }
  std::ptrdiff_t looks() const {
    return std::count(store_->calls.begin(), store_->calls.end(), "take picture:a");
  }

  std::unique_ptr<MoodyStore> given_ = std::make_unique<MoodyStore>();
  MoodyStore* const store_ = given_.get();
  FakeConversation server_{kScript, {}, {.store = std::move(given_), .has_other_machines = true}};
  FakeConversation::Client client_;
};

/// Whatever it takes: nobody waits for it who has spoken for a moment, nor, later on, who has not.
TEST_F(WithASharedStore, ASlowOneIsNotWaitedFor) {
  slow_down(std::chrono::seconds(30));
  client_.speak(500);
  server_.run(101);  // of those 500 ms
  client_.end_of_speech();
  server_.run(1);
  EXPECT_THAT(client_.link->take(), Contains("thinking 1 what is it"));
  server_.run(2000);
  client_.link->take();
  for (int turn = 2; turn < 6; ++turn) {
    client_.session->on_event(protocol::TextIn{"and that"});
    server_.run(1);
    EXPECT_THAT(client_.link->take(), Contains("thinking " + std::to_string(turn) + " and that"));
    server_.run(2000);
    client_.link->take();
  }
}

TEST_F(WithASharedStore, OneThatIsQuickAgainIsWaitedForAgain) {
  slow_down(std::chrono::seconds(30));
  client_.session->on_event(protocol::TextIn{"one"});
  server_.run(99);
  EXPECT_THAT(client_.link->take(), testing::Not(Contains("thinking 1 one")));
  server_.run(2);
  EXPECT_THAT(client_.link->take(), Contains("thinking 1 one"));
  slow_down(std::chrono::milliseconds(5));
  server_.run(60'000);
  client_.session->on_event(protocol::TextIn{"two"});
  server_.run();
  keep_elsewhere();
  client_.session->on_event(protocol::TextIn{"three"});
  server_.run();
  EXPECT_THAT(client_.link->take(), Contains("thinking 3 three (image)"));
}

TEST_F(WithASharedStore, APictureBeforeTheWordsGoesWithThem) {
  slow_down(std::chrono::milliseconds(40));
  keep_elsewhere();
  client_.speak(500);
  server_.run(500);
  client_.end_of_speech();
  server_.run();
  EXPECT_THAT(client_.link->take(), Contains("thinking 1 what is it (image)"));
  keep_elsewhere();
  client_.session->on_event(protocol::TextIn{"and that"});
  server_.run();
  EXPECT_THAT(client_.link->take(), Contains("thinking 2 and that (image)"));
  server_.services->pictures->keep("a", jpeg(),
                                   {});  // on this machine, in one breath with the words
  server_.run(1000);
  client_.speak(500);
  client_.end_of_speech();
  server_.run();
  EXPECT_THAT(client_.link->take(), Contains("thinking 3 what is it (image)"));
}

TEST_F(WithASharedStore, OneThatComesTooLateGoesWithTheNextWords) {
  slow_down(std::chrono::seconds(5));
  keep_elsewhere();
  client_.speak(500);
  client_.end_of_speech();
  server_.run();
  EXPECT_THAT(client_.link->take(), Contains("thinking 1 what is it"));
  client_.speak(500);
  client_.end_of_speech();
  server_.run();
  EXPECT_THAT(client_.link->take(), Contains("thinking 2 what is it (image)"));
}

TEST_F(WithASharedStore, ItIsNotAskedAtEachPause) {
  for (int i = 0; i < 5; ++i) {
    client_.speak(500);
    server_.run(500);
    client_.speak(700, 0);
    server_.run(700);
  }
  client_.end_of_speech();
  server_.run();
  EXPECT_EQ(looks(), 2) << "when the speech began, and when it was over";
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
