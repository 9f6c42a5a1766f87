#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using Kind = dialog::Item::Kind;

constexpr const char* kEngines =
    "stt_text=question;llm_reply=One two three four. Five six seven eight.";

class Items : public testing::Test {
 protected:
  explicit Items(const std::string& engines = kEngines) : server(engines) {
    client = server.join({.session_id = "a", .traits = kReporting});
  }
  template <typename Event>
  void say(Event event) {
    client.session->on_event(std::move(event));
    server.run(10);
  }
  /// What was told since, as "turn kind: text".
  std::vector<std::string> told() {
    std::vector<std::string> lines;
    for (const protocol::ItemKept& kept : std::exchange(client.link->items, {})) {
      const char* const kind = kept.item.kind == Kind::user        ? " user: "
                               : kept.item.kind == Kind::assistant ? " assistant: "
                                                                   : " system: ";
      lines.push_back(std::to_string(kept.turn.value) + kind + kept.item.text);
      last_id = kept.item.id;
    }
    return lines;
  }
  void ask() {
    client.speak(500);
    client.end_of_speech();
    server.run(600);
  }
  double sent_ms() const { return client.link->audio_ms(); }
  void hear_out() {
    say(protocol::Played{client.link->audio.back().first, sent_ms()});
    server.run();
    client.link->audio.clear();
  }

  FakeConversation server;
  FakeConversation::Client client;
  std::string last_id;
};

TEST_F(Items, OfATurnAreToldWhenTheyAreKnown) {
  ask();
  EXPECT_THAT(told(), ElementsAre("1 user: question"));
  hear_out();
  EXPECT_THAT(told(), ElementsAre("1 assistant: One two three four. Five six seven eight."));
  say(protocol::ItemAsked{last_id});
  EXPECT_THAT(told(), ElementsAre("1 assistant: One two three four. Five six seven eight."));
}

TEST_F(Items, AReplyIsTruncatedAfterTheFactToWhatWasHeard) {
  ask();
  const double length = sent_ms();
  hear_out();
  (void)told();
  const std::string id = client.link->items.empty() ? last_id : "";
  say(protocol::ItemAsked{id});
  (void)told();
  say(protocol::ItemTruncated{last_id, length / 2});
  const auto first = told();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_THAT(first[0], StartsWith("1 assistant: One two three"));
  EXPECT_THAT(first[0], Not(testing::HasSubstr("eight")));
  say(protocol::ItemTruncated{last_id, length});  // it does not grow again
  EXPECT_EQ(told(), first);
  say(protocol::ItemTruncated{last_id, 0});
  EXPECT_THAT(told(), ElementsAre("1 assistant: "));
}

/// What is cut after the fact keeps the words that an interruption at the same place keeps.
TEST_F(Items, TruncationIsAsExactAsInterruption) {
  std::mt19937 random(7);
  ask();
  std::uniform_real_distribution<double> place_ms(0, sent_ms() - 1);
  for (int round = 0; round < 100; ++round) {
    const double at_ms = place_ms(random);
    client = server.join({.session_id = "cut", .traits = kReporting});
    ask();
    say(protocol::Played{{1}, at_ms});
    client.session->on_event(protocol::CancelRequested{});
    server.run(100);
    const auto cut = told();
    client = server.join({.session_id = "whole", .traits = kReporting});
    ask();
    hear_out();
    (void)told();
    say(protocol::ItemTruncated{last_id, at_ms});
    const auto truncated = told();
    ASSERT_EQ(truncated.size(), 1U);
    const std::string heard = cut.size() == 2 ? cut[1] : "1 assistant: ";
    EXPECT_EQ(truncated[0], heard) << at_ms;
  }
}

TEST_F(Items, TruncatingTheReplyThatGoesOutStopsIt) {
  ask();
  (void)told();
  hear_out();
  (void)told();
  const std::string first = last_id;
  ask();
  (void)told();
  std::string second = first;
  second.replace(second.rfind("-1."), 3, "-2.");
  say(protocol::ItemTruncated{second, 300});
  server.run(100);
  EXPECT_THAT(client.link->take(), Contains(StartsWith("completed 2 interrupted: One")));
}

TEST_F(Items, LateTruncationDuringTheNextTurn) {
  ask();
  const double length = sent_ms();
  hear_out();
  (void)told();
  const std::string first = last_id;
  ask();
  (void)told();
  say(protocol::ItemTruncated{first, length / 3});
  EXPECT_THAT(told(), ElementsAre(StartsWith("1 assistant: One")));
  hear_out();
  EXPECT_THAT(told(), ElementsAre("2 assistant: One two three four. Five six seven eight."));
}

TEST_F(Items, DeletingWhatIsBeingAnsweredLeavesTheAnswer) {
  ask();
  (void)told();
  say(protocol::ItemDeleted{last_id});
  EXPECT_THAT(client.link->gone, ElementsAre(last_id));
  const std::string words = last_id;
  hear_out();
  EXPECT_THAT(told(), ElementsAre("1 assistant: One two three four. Five six seven eight."));
  say(protocol::ItemAsked{words});
  EXPECT_THAT(client.link->take(), Contains("failed 0 unknown_item"));
}

TEST_F(Items, AreAddedAndAnswered) {
  FakeConversation echo("llm_reply=Reply to {user}.");
  auto writer = echo.join({.session_id = "b", .traits = kReporting, .speaks = false});
  writer.session->on_event(protocol::ItemAdded{{.id = "x", .kind = Kind::user, .text = "tea"}});
  writer.session->on_event(protocol::AnswerWanted{});
  echo.run();
  ASSERT_EQ(writer.link->items.size(), 2U);
  EXPECT_EQ(writer.link->items[0].item.id, "x");
  EXPECT_EQ(writer.link->items[0].turn.value, 0U);
  EXPECT_EQ(writer.link->items[1].item.text, "Reply to tea.");
  writer.session->on_event(protocol::ItemAdded{{.id = "x", .kind = Kind::user, .text = "more"}});
  echo.run();
  EXPECT_THAT(writer.link->take(), Contains("failed 0 known_item"));
}

TEST_F(Items, WhatIsNotThereIsAnError) {
  say(protocol::ItemAsked{"none"});
  say(protocol::ItemDeleted{"none"});
  say(protocol::ItemTruncated{"none", 5});
  EXPECT_THAT(client.link->take(), ElementsAre("connected a", "failed 0 unknown_item",
                                               "failed 0 unknown_item", "failed 0 unknown_item"));
  say(protocol::ItemAdded{{.id = "u", .kind = Kind::assistant, .text = "Hello."}});
  say(protocol::ItemTruncated{"u", 5});
  EXPECT_THAT(client.link->take(), ElementsAre("failed 0 no_audio"));
}

TEST_F(Items, OutliveTheConnection) {
  ask();
  const double length = sent_ms();
  hear_out();
  (void)told();
  say(protocol::ItemTruncated{last_id, length / 2});
  const auto truncated = told();
  client.session->on_gone();
  server.run();
  client = server.join({.session_id = "a", .traits = kReporting});
  server.run(100);
  say(protocol::ItemAsked{last_id});
  const auto found = told();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].substr(1), truncated[0].substr(1));
}

/// With words in a pause the answer is begun before the end of speech.
TEST_F(Items, AnAnswerThatIsBegunKnowsWhatHasChangedSince) {
  FakeConversation echo("stt_text=hi there;llm_reply=Be {system}.");
  auto speaker = echo.join({.session_id = "b", .traits = kReporting, .persona = "loud"});
  speaker.speak(500);
  echo.run(500);
  speaker.speak(500, 0);
  echo.run(500);
  speaker.session->on_event(protocol::SettingsChanged{.persona = "brief", .speaks = false});
  speaker.end_of_speech();
  echo.run();
  EXPECT_THAT(speaker.link->take(), Contains("completed 1 spoken: Be brief."));
  EXPECT_THAT(speaker.link->audio, IsEmpty());
}

TEST_F(Items, TextAloneHasNoAudioToCut) {
  say(protocol::SettingsChanged{.speaks = false});
  client.speak(500);
  client.end_of_speech();
  server.run();
  (void)told();
  (void)client.link->take();
  say(protocol::ItemTruncated{last_id, 0});
  EXPECT_THAT(client.link->take(), ElementsAre("failed 0 no_audio"));
}

TEST_F(Items, TheWordsThatAreBeingAnsweredCanBeRead) {
  ask();
  (void)told();
  say(protocol::ItemAsked{last_id});
  EXPECT_THAT(told(), ElementsAre("1 user: question"));
}

TEST_F(Items, DeletedWordsAreNotAskedAgain) {
  FakeConversation echo("stt_text=question;llm_reply=Reply to {user}.;llm_first_token_ms=300");
  auto speaker = echo.join({.session_id = "b", .traits = kReporting});
  speaker.speak(500);
  speaker.end_of_speech();
  echo.run(100);
  ASSERT_EQ(speaker.link->items.size(), 1U);
  speaker.session->on_event(protocol::ItemDeleted{speaker.link->items[0].item.id});
  speaker.session->on_event(protocol::TextIn{"another"});
  echo.run();
  EXPECT_THAT(speaker.link->take(), Contains("completed 2 spoken: Reply to another."));
}

TEST_F(Items, WordsThatGotNoAnswerAreGoneAgain) {
  FakeConversation broken("stt_text=hi;fail=llm");
  auto speaker = broken.join({.session_id = "b", .traits = kReporting});
  speaker.speak(500);
  speaker.end_of_speech();
  broken.run();
  ASSERT_EQ(speaker.link->items.size(), 1U);
  EXPECT_THAT(speaker.link->gone, ElementsAre(speaker.link->items[0].item.id));
}

TEST_F(Items, AreAddedBehindAReset) {
  ask();
  say(protocol::ItemAdded{{.id = "before", .kind = Kind::user, .text = "tea"}});
  say(protocol::ResetRequested{});
  hear_out();
  (void)told();
  say(protocol::ItemAdded{{.id = "behind", .kind = Kind::user, .text = "coffee"}});
  EXPECT_THAT(told(), ElementsAre("0 user: coffee"));
  say(protocol::ItemAsked{"before"});
  EXPECT_THAT(client.link->take(), Contains("failed 0 unknown_item"));
}

TEST_F(Items, AreForgottenByAReset) {
  ask();
  hear_out();
  (void)told();
  say(protocol::ResetRequested{});
  say(protocol::ItemAsked{last_id});
  EXPECT_THAT(client.link->take(), Contains("failed 0 unknown_item"));
  EXPECT_THAT(client.link->gone, IsEmpty());
}

}  // namespace
}  // namespace hotpin::tests
