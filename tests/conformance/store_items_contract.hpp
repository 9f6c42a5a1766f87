#pragma once

#include <algorithm>
#include <thread>

#include "conformance/store_fixture.hpp"

namespace hotpin::tests {

/// What every store must do with turns that are more than an exchange.

using Turns = std::vector<store::TurnRecord>;

TEST_P(StoreContract, ItemsOfEveryKindComeBackInOrderWithTheirIds) {
  make();
  ASSERT_TRUE(store().append("a", with_call("1")));
  ASSERT_TRUE(store().append("a", {"2", "thanks", "you are welcome"}));
  ASSERT_TRUE(store().append("b", {"1", "theirs", "x"}));
  EXPECT_EQ(turns("a"), (Turns{with_call("1"), {"2", "thanks", "you are welcome"}}));
  EXPECT_EQ(turns("b"), (Turns{{"1", "theirs", "x"}}));
}

TEST_P(StoreContract, ATurnIsReplacedInItsPlace) {
  make();
  for (const char* key : {"1", "2", "3"}) ASSERT_TRUE(store().append("a", {key, key, "x"}));
  ASSERT_TRUE(store().replace("a", with_call("1")));
  ASSERT_TRUE(store().replace("a", with_call("2")));
  ASSERT_TRUE(store().replace("a", {"2", "two", "y"}));
  EXPECT_EQ(turns("a"), (Turns{with_call("1"), {"2", "two", "y"}, {"3", "3", "x"}}));
}

TEST_P(StoreContract, TheSameTurnAppendedAgainHasItsNewestForm) {
  make();
  for (const char* key : {"1", "2"}) ASSERT_TRUE(store().append("a", {key, key, "x"}));
  ASSERT_TRUE(store().append("a", with_call("1")));
  ASSERT_TRUE(store().append("a", with_call("1")));
  EXPECT_EQ(turns("a"), (Turns{with_call("1"), {"2", "2", "x"}}));
  ASSERT_TRUE(store().append("a", {"1", "one", "y"}));
  EXPECT_EQ(turns("a"), (Turns{{"1", "one", "y"}, {"2", "2", "x"}}));
}

TEST_P(StoreContract, WhatIsNotThereIsNotReplaced) {
  make(2);
  ASSERT_TRUE(store().replace("a", with_call("1")));
  EXPECT_EQ(turns("a"), Turns{});
  for (const char* key : {"1", "2", "3"}) ASSERT_TRUE(store().append("a", with_call(key)));
  ASSERT_TRUE(store().replace("a", with_call("1")));  // it was trimmed
  EXPECT_EQ(turns("a"), (Turns{with_call("2"), with_call("3")}));
  pass(std::chrono::seconds(101));
  ASSERT_TRUE(store().replace("a", {"3", "late", "x"}));
  EXPECT_EQ(turns("a"), Turns{});
}

TEST_P(StoreContract, ATurnIsRemoved) {
  make();
  ASSERT_TRUE(store().append("a", {"1", "one", "x"}));
  ASSERT_TRUE(store().append("a", with_call("2")));
  ASSERT_TRUE(store().append("a", {"3", "three", "x"}));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(store().remove("a", "2"));
  ASSERT_TRUE(store().remove("nobody", "1"));
  EXPECT_EQ(turns("a"), (Turns{{"1", "one", "x"}, {"3", "three", "x"}}));
  for (const char* key : {"1", "3"}) ASSERT_TRUE(store().remove("a", key));
  EXPECT_EQ(turns("a"), Turns{});
  ASSERT_TRUE(store().append("a", {"2", "two", "x"}));  // what it had is gone with it
  EXPECT_EQ(turns("a"), (Turns{{"2", "two", "x"}}));
}

TEST_P(StoreContract, ItemsGoWithTheirTurn) {
  make(2);
  for (const char* key : {"1", "2", "3"}) ASSERT_TRUE(store().append("a", with_call(key)));
  EXPECT_EQ(turns("a"), (Turns{with_call("2"), with_call("3")}));
  ASSERT_TRUE(store().append("a", {"1", "one", "x"}));
  EXPECT_EQ(turns("a"), (Turns{with_call("3"), {"1", "one", "x"}}));
  ASSERT_TRUE(store().erase("a"));
  ASSERT_TRUE(store().append("a", {"3", "three", "x"}));
  EXPECT_EQ(turns("a"), (Turns{{"3", "three", "x"}}));
}

TEST_P(StoreContract, ItemsLiveAsLongAsTheirSession) {
  make();
  ASSERT_TRUE(store().append("a", with_call("1")));
  pass(std::chrono::seconds(60));
  EXPECT_EQ(turns("a"), Turns{with_call("1")});
  pass(std::chrono::seconds(60));
  ASSERT_TRUE(store().append("a", {"2", "two", "x"}));
  pass(std::chrono::seconds(60));
  ASSERT_TRUE(store().replace("a", {"2", "two", "y"}));
  pass(std::chrono::seconds(60));
  EXPECT_EQ(turns("a"), (Turns{with_call("1"), {"2", "two", "y"}}));
  pass(std::chrono::seconds(101));
  ASSERT_TRUE(store().append("a", {"1", "one", "x"}));
  EXPECT_EQ(turns("a"), (Turns{{"1", "one", "x"}}));
}

TEST_P(StoreContract, ItemsAreAnyBytes) {
  make();
  const std::string bytes("\0 \xFF\xC3( \r\n\t\x1B'\"\\ end", 18);
  store::TurnRecord turn = with_call(bytes);
  for (std::size_t i = 0; i < turn.items.size(); ++i) {
    turn.items[i].id = "id-" + std::to_string(i);
    turn.items[i].text = bytes;
  }
  turn.items[2].name = turn.items[2].call_id = bytes;
  ASSERT_TRUE(store().append("a", turn));
  EXPECT_EQ(turns("a"), Turns{turn});
  ASSERT_TRUE(store().remove("a", bytes));
  EXPECT_EQ(turns("a"), Turns{});
}

TEST_P(StoreContract, TwoWritersOfItemsAtOnceLoseNothing) {
  if (!place().is_shared()) GTEST_SKIP() << "its data is one object's";
  constexpr int kEach = 20;
  make(2 * kEach);
  const auto other = another();
  const auto write = [](store::ContextStore& to, const std::string& who) {
    for (int i = 0; i < kEach; ++i) {
      const std::string key = who + std::to_string(i);
      EXPECT_TRUE(to.append("a", {key, "one", "x"}));
      EXPECT_TRUE(to.replace("a", with_call(key)));
    }
  };
  std::thread beside([&] { write(*other, "theirs-"); });
  write(store(), "ours-");
  beside.join();
  const Turns all = turns("a");
  for (int i = 0; i < kEach; ++i) {
    for (const char* const who : {"ours-", "theirs-"}) {
      const auto written = with_call(who + std::to_string(i));
      EXPECT_EQ(std::count(all.begin(), all.end(), written), 1) << written.turn_key;
    }
  }
}

TEST_P(StoreContract, WhatIsBeyondABoundIsRefused) {
  make();
  const store::TurnRecord wrong("1", {{"no id, for its blanks", store::Item::Kind::user, "x"}});
  ASSERT_TRUE(store().append("a", {"1", "one", "x"}));
  for (const base::Status& refused : {store().append("a", wrong), store().replace("a", wrong)}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, store::kRefused);
  }
  EXPECT_EQ(turns("a"), (Turns{{"1", "one", "x"}}));
}

}  // namespace hotpin::tests
