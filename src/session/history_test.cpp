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

using Kind = store::Item::Kind;

/// Histories whose store answers at once.
class HistoryItems : public LateStore {
 protected:
  HistoryItems() { answer_now(); }
  static std::string ids(const History& history) {
    std::string joined;
    for (const store::Item& item : history.items()) joined += item.id + ' ';
    return joined;
  }
  /// The texts of the items that a newcomer finds in the store.
  std::string stored() {
    const auto newcomer = open("a");
    answer_now();
    std::string joined;
    for (const store::Item& item : newcomer->items()) joined += item.text + ' ';
    return joined;
  }
  static std::string prompt(const History& history) {
    std::string joined;
    for (const engine::ChatMessage& message : history.known_so_far().messages) {
      for (const engine::ToolCall& call : message.calls) joined += call.name + "() ";
      if (!message.content.empty()) joined += message.content + ' ';
    }
    return joined;
  }
  /// A turn with a call, in which the output is still missing.
  static std::vector<store::Item> question() {
    return {{"q", Kind::user, "warm?"}, {"c", Kind::call, "{}", "temperature", "1"}};
  }
  std::shared_ptr<History> history_ = open("a");
};

TEST_F(HistoryItems, AreInOrderAndMakeThePrompt) {
  ASSERT_TRUE(history_->add({"s", Kind::system, "brief"}));
  ASSERT_TRUE(history_->remember({1}, question()));
  ASSERT_TRUE(history_->add({"o", Kind::output, "21", {}, "1"}));
  ASSERT_TRUE(history_->add({"x", Kind::assistant, "yes"}));
  history_->remember({2}, "thanks", "welcome");
  const std::string key = history_->conversation() + "-2";
  EXPECT_EQ(ids(*history_), "s q c o x " + key + ".u " + key + ".a ");
  EXPECT_EQ(prompt(*history_), "brief warm? temperature() 21 yes thanks welcome ");
  EXPECT_EQ(history_->find("c")->name, "temperature");
  EXPECT_EQ(history_->find("nobody"), nullptr);
  EXPECT_EQ(stored(), "brief warm? {} 21 yes thanks welcome ");
}

TEST_F(HistoryItems, AnOutputJoinsItsCallAlsoLater) {
  ASSERT_TRUE(history_->remember({1}, question()));
  history_->remember({2}, "are you there", "yes");
  ASSERT_TRUE(history_->add({"o", Kind::output, "21", {}, "1"}));
  ASSERT_TRUE(history_->add({"p", Kind::output, "lost", {}, "nobody's"}));
  EXPECT_EQ(stored(), "warm? {} 21 are you there yes lost ");
}

TEST_F(HistoryItems, AreAmendedHereAndInTheStore) {
  history_->remember({1}, "one", "a long answer");
  history_->remember({2}, "two", "x");
  answer_now();
  const std::string id = history_->conversation() + "-1.a";
  ASSERT_TRUE(history_->amend(id, "a long"));
  EXPECT_TRUE(history_->is_on_its_way());
  EXPECT_EQ(history_->find(id)->text, "a long");
  EXPECT_EQ(prompt(*history_), "one a long two x ");
  EXPECT_EQ(stored(), "one a long two x ");
  EXPECT_FALSE(history_->is_on_its_way());
}

TEST_F(HistoryItems, AreRemovedHereAndInTheStore) {
  history_->remember({1}, "one", "x");
  history_->remember({2}, "two", "y");
  const std::string key = history_->conversation() + "-1";
  ASSERT_TRUE(history_->remove(key + ".u"));
  EXPECT_EQ(prompt(*history_), "x two y ");
  EXPECT_EQ(stored(), "x two y ");
  ASSERT_TRUE(history_->remove(key + ".a"));
  EXPECT_EQ(prompt(*history_), "two y ");
  EXPECT_EQ(stored(), "two y ");
}

TEST_F(HistoryItems, OfAnotherConnectionAreChangedToo) {
  history_->remember({1}, "one", "x");
  answer_now();
  const auto other = open("a");
  answer_now();
  ASSERT_TRUE(other->amend(history_->conversation() + "-1.a", "heard"));
  EXPECT_EQ(stored(), "one heard ");
  ASSERT_TRUE(history_->remove(history_->conversation() + "-1.u"));
  ASSERT_TRUE(history_->remove(history_->conversation() + "-1.a"));
  ASSERT_TRUE(other->amend(history_->conversation() + "-1.a", "again"));
  EXPECT_EQ(stored(), "");
}

TEST_F(HistoryItems, ErrorsChangeNothing) {
  history_->remember({1}, "one", "x");
  const std::string id = history_->conversation() + "-1.u";
  ASSERT_TRUE(history_->remember({2}, question()));
  const auto code = [](const base::Status& status) { return status ? "" : status.error().code; };
  EXPECT_EQ(code(history_->amend("nobody", "x")), History::kNoSuchItem);
  EXPECT_EQ(code(history_->remove("nobody")), History::kNoSuchItem);
  EXPECT_EQ(code(history_->amend(id, std::string(store::kMaxItemTextBytes + 1, 'x'))),
            store::kRefused);
  EXPECT_EQ(code(history_->add({id, Kind::user, "again"})), store::kRefused);
  EXPECT_EQ(code(history_->add({id, Kind::output, "again", {}, "1"})), store::kRefused);
  EXPECT_EQ(code(history_->add({"no id", Kind::user, "x"})), store::kRefused);
  EXPECT_EQ(code(history_->remember({3}, std::vector<store::Item>{})), store::kRefused);
  EXPECT_EQ(code(history_->remember({3}, question())), store::kRefused);
  for (std::size_t i = 2; i < store::kMaxItems; ++i) {
    ASSERT_TRUE(history_->add({"o" + std::to_string(i), Kind::output, "", {}, "1"}));
  }
  EXPECT_EQ(code(history_->add({"last", Kind::output, "", {}, "1"})), store::kRefused);
  EXPECT_EQ(prompt(*history_), "one x warm? temperature() ");
}

TEST_F(HistoryItems, TrimmingTakesWholeTurns) {
  ASSERT_TRUE(history_->remember({0}, question()));
  for (std::uint32_t i = 1; i <= 13; ++i) history_->remember({i}, std::to_string(i), "x");
  EXPECT_EQ(history_->items().size(), 20U);
  EXPECT_EQ(history_->find("q"), nullptr);
  EXPECT_EQ(history_->find("c"), nullptr);
  EXPECT_FALSE(history_->amend("q", "cold?"));
}

TEST_F(HistoryItems, WhatWasRemovedBeforeTheStoreAnsweredStaysGone) {
  ASSERT_TRUE(store_->append("b", {"1", "one", "x"}));
  const auto history = open("b");
  history->remember({1}, "two", "y");
  const std::string key = history->conversation() + "-1";
  store_thread_.run_ready();  // the answer, with both turns, is on its way
  ASSERT_TRUE(history->remove(key + ".u"));
  ASSERT_TRUE(history->remove(key + ".a"));
  conversation_.executor->run_ready();
  EXPECT_EQ(prompt(*history), "one x ");
}

}  // namespace
}  // namespace hotpin::session
