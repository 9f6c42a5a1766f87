#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "conformance/store_items_contract.hpp"

namespace hotpin::tests {

TEST_P(StoreContract, AnUnknownSessionIsEmpty) {
  make();
  EXPECT_EQ(users("nobody"), "");
}

TEST_P(StoreContract, TurnsComeBackOldestFirst) {
  make();
  add("a", "one");
  add("a", "two");
  EXPECT_EQ(users("a"), "one;two;");
  EXPECT_EQ(store().load("a").value()[0].assistant_text(), "answer to one");
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

TEST_P(StoreContract, AnyBytesComeBack) {
  make();
  const std::string bytes("\0 \xFF\xC3( \r\n\t\x1B end", 15);
  ASSERT_TRUE(store().append("a", {"key", bytes, bytes}));
  const auto turns = store().load("a").value();
  ASSERT_EQ(turns.size(), 1U);
  EXPECT_EQ(turns[0].turn_key, "key");
  EXPECT_EQ(turns[0].user_text(), bytes);
  EXPECT_EQ(turns[0].assistant_text(), bytes);
}

TEST_P(StoreContract, WhatIsOverIsNotContinued) {
  make();
  add("a", "one");
  pass(std::chrono::seconds(101));
  add("a", "two");
  EXPECT_EQ(users("a"), "two;");
}

TEST_P(StoreContract, AKeepsakeIsGivenOnce) {
  make();
  EXPECT_EQ(take("a"), "nothing");
  put(store(), "a", "one");
  put(store(), "b", "two");
  EXPECT_EQ(take("a"), "one");
  EXPECT_EQ(take("a"), "nothing");
  EXPECT_EQ(take("b"), "two");
}

TEST_P(StoreContract, TheNewestKeepsakeOfANameIsGiven) {
  make();
  put(store(), "a", "one", std::chrono::seconds(10));
  put(store(), "a", "two", std::chrono::seconds(100));
  pass(std::chrono::seconds(60));
  EXPECT_EQ(take("a"), "two");
}

TEST_P(StoreContract, AKeepsakeIsOverAfterItsTime) {
  make();
  put(store(), "a", "one", std::chrono::seconds(30));
  put(store(), "b", "two", std::chrono::seconds(90));
  pass(std::chrono::seconds(31));
  EXPECT_EQ(take("a"), "nothing");
  EXPECT_EQ(take("b"), "two");
}

TEST_P(StoreContract, KeepsakesNeedNoHistory) {
  make(3, base::Duration::zero());
  put(store(), "a", "one");
  EXPECT_EQ(take("a"), "one");
}

TEST_P(StoreContract, KeepsakesAndHistoryAreApart) {
  make();
  add("a", "one");
  put(store(), "a", "two");
  ASSERT_TRUE(store().erase("a"));
  EXPECT_EQ(take("a"), "two");
  add("a", "one");
  EXPECT_EQ(take("a"), "nothing");
  EXPECT_EQ(users("a"), "one;");
}

TEST_P(StoreContract, AKeepsakeIsAnyBytesUpToItsBound) {
  make();
  std::string bytes("\0\xFF\xD8\xC3( '\"; \r\n", 13);
  put(store(), "a", bytes);
  EXPECT_EQ(take("a"), bytes);
  put(store(), "a", "");
  EXPECT_EQ(take("a"), "");
  while (bytes.size() < store::kMaxKeepsakeBytes) bytes += bytes;
  bytes.resize(store::kMaxKeepsakeBytes);
  put(store(), "a", bytes);
  EXPECT_EQ(take("a") == bytes, true);  // without printing it
  for (const base::Status& refused :
       {store().put("a", bytes + "x", std::chrono::seconds(1)), store().put("a", "x", {})}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, store::kRefused);
  }
}

TEST_P(StoreContract, NamesOfKeepsakesAreData) {
  make();
  const std::string name = "x'; DROP TABLE keepsakes; -- } \xC3\xA9\xFF ../..*";
  put(store(), name, "one");
  EXPECT_EQ(take("x"), "nothing");
  EXPECT_EQ(take(name), "one");
}

TEST_P(StoreContract, OfTwoProcessesThatTakeOneGetsIt) {
  if (!place().is_shared()) GTEST_SKIP() << "its data is one object's";
  constexpr int kCount = 40;
  make();
  for (int i = 0; i < kCount; ++i) put(store(), std::to_string(i), "b");
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  const pid_t child = fork();
  if (child == 0) {  // with a store of its own, and without an end in this program
    const std::string got = take_all(*another(), kCount);
    _exit(write(pipes[1], got.data(), got.size()) == kCount ? 0 : 1);
  }
  const std::string ours = take_all(store(), kCount);
  std::string theirs(kCount, '?');
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_EQ(read(pipes[0], theirs.data(), theirs.size()), kCount);
  for (int i = 0; i < kCount; ++i) {
    EXPECT_NE(ours[i], theirs[i]) << i << ": " << ours << " and " << theirs;
  }
  for (const int end : pipes) close(end);
}

TEST_P(StoreContract, TwoOnTheSameDataSeeEachOther) {
  if (!place().is_shared()) GTEST_SKIP() << "its data is one object's";
  make();
  const auto other = another();
  add("a", "one");
  EXPECT_EQ(users(*other, "a"), "one;");
  add(*other, "a", "two");
  EXPECT_EQ(users("a"), "one;two;");
  ASSERT_TRUE(other->erase("a"));
  EXPECT_EQ(users("a"), "");
}

TEST_P(StoreContract, TwoWritersAtOnceLoseNothing) {
  if (!place().is_shared()) GTEST_SKIP() << "its data is one object's";
  constexpr int kEach = 20;
  make(2 * kEach);
  const auto other = another();
  const auto write = [](store::ContextStore& to, const std::string& who) {
    for (int i = 0; i < kEach; ++i) add(to, "a", who + std::to_string(i));
  };
  std::thread beside([&] { write(*other, "theirs "); });
  write(store(), "ours ");
  beside.join();
  const std::string all = users("a");
  for (int i = 0; i < kEach; ++i) {
    EXPECT_NE(all.find("ours " + std::to_string(i) + ";"), std::string::npos) << all;
    EXPECT_NE(all.find("theirs " + std::to_string(i) + ";"), std::string::npos) << all;
  }
}

TEST_P(StoreContract, WhatAnotherVersionWroteIsNotRead) {
  if (!place().is_shared()) GTEST_SKIP() << "its data is one object's";
  make();
  add("a", "one");
  place().become_another_version();
  const auto newcomer = another();
  const auto turns = newcomer->load("a");  // an error, or nothing
  EXPECT_TRUE(!turns || turns.value().empty());
}

}  // namespace hotpin::tests
