#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "store/context_store.hpp"

namespace hotpin::tests {

/// What every store must do. A test of a store defines a factory for a fresh one and names it in
/// INSTANTIATE_TEST_SUITE_P.
struct StoreUnderTest {
  base::TimePoint now{std::chrono::hours(1)};
  std::unique_ptr<store::ContextStore> store;
};
using StoreFactory = std::function<void(StoreUnderTest&, const store::StoreOptions&)>;

class StoreContract : public testing::TestWithParam<StoreFactory> {
 protected:
  void make(std::size_t max_turns = 3, base::Duration time_to_live = std::chrono::seconds(100)) {
    GetParam()(under_test_, {.time_to_live = time_to_live, .max_turns = max_turns});
  }
  store::ContextStore& store() { return *under_test_.store; }
  void pass(base::Duration span) { under_test_.now += span; }
  std::string users(const std::string& id) {
    std::string joined;
    for (const store::TurnRecord& turn : store().load(id).value()) joined += turn.user + ";";
    return joined;
  }
  void add(const std::string& id, const std::string& user) {
    ASSERT_TRUE(store().append(id, {id + user, user, "answer to " + user}));
  }

 private:
  StoreUnderTest under_test_;
};

TEST_P(StoreContract, AnUnknownSessionIsEmpty) {
  make();
  EXPECT_EQ(users("nobody"), "");
}

TEST_P(StoreContract, TurnsComeBackOldestFirst) {
  make();
  add("a", "one");
  add("a", "two");
  EXPECT_EQ(users("a"), "one;two;");
  EXPECT_EQ(store().load("a").value()[0].assistant, "answer to one");
}

TEST_P(StoreContract, SessionsAreApart) {
  make();
  add("a", "one");
  add("b", "two");
  EXPECT_EQ(users("a"), "one;");
  EXPECT_EQ(users("b"), "two;");
}

TEST_P(StoreContract, OnlyTheNewestAreKept) {
  make(3);
  for (const char* user : {"1", "2", "3", "4", "5"}) add("a", user);
  EXPECT_EQ(users("a"), "3;4;5;");
}

TEST_P(StoreContract, TheSameTurnTwiceIsOneRow) {
  make();
  add("a", "one");
  add("a", "one");
  EXPECT_EQ(users("a"), "one;");
}

TEST_P(StoreContract, TimeToLiveCountsFromTheLastActivity) {
  make();
  add("a", "one");
  pass(std::chrono::seconds(60));
  EXPECT_EQ(users("a"), "one;");
  pass(std::chrono::seconds(60));
  EXPECT_EQ(users("a"), "one;");
  pass(std::chrono::seconds(101));
  EXPECT_EQ(users("a"), "");
}

TEST_P(StoreContract, NoTimeToLiveKeepsNothing) {
  make(3, base::Duration::zero());
  add("a", "one");
  EXPECT_EQ(users("a"), "");
}

TEST_P(StoreContract, EraseForgetsOneSession) {
  make();
  add("a", "one");
  add("b", "two");
  ASSERT_TRUE(store().erase("a"));
  ASSERT_TRUE(store().erase("never seen"));
  EXPECT_EQ(users("a"), "");
  EXPECT_EQ(users("b"), "two;");
}

TEST_P(StoreContract, IdsAndTextsAreData) {
  make();
  const std::string id = "x'; DROP TABLE turns; -- \xC3\xA9 ../..*";
  add(id, "it's \"quoted\"\n\xF0\x9F\x99\x82");
  EXPECT_EQ(users(id), "it's \"quoted\"\n\xF0\x9F\x99\x82;");
  EXPECT_EQ(users("x"), "");
}

}  // namespace hotpin::tests
