#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "store/context_store.hpp"

namespace hotpin::tests {

/// Where a store under test keeps its data; empty at first, gone with the object.
class StorePlace {
 public:
  virtual ~StorePlace() = default;
  /// Why the store cannot be tried here; empty when it can.
  virtual std::string missing() const { return {}; }
  /// A store on this data: each call another one.
  virtual std::unique_ptr<store::ContextStore> open(store::StoreOptions options) = 0;
  /// Whether several stores share the data.
  virtual bool is_shared() const { return true; }
  /// As if `span` had gone by, for the clock that the store goes by.
  virtual void pass(base::Duration span) {
    now += std::chrono::duration_cast<store::WallTime::duration>(span);
  }
  /// As if another version of Hotpin had written all there is.
  virtual void become_another_version() {}

  store::WallTime now{std::chrono::hours(500'000)};  // in 2027
};
using MakeStorePlace = std::function<std::unique_ptr<StorePlace>()>;

/// What every store must do. A test of a store defines its place and names it in
/// INSTANTIATE_TEST_SUITE_P.
class StoreContract : public testing::TestWithParam<MakeStorePlace> {
 protected:
  void SetUp() override {
    if (const std::string missing = place_->missing(); !missing.empty()) GTEST_SKIP() << missing;
  }
  void make(std::size_t max_turns = 3, base::Duration time_to_live = std::chrono::seconds(100)) {
    options_.max_turns = max_turns;
    options_.time_to_live = time_to_live;
    store_ = place_->open(options_);
    ASSERT_TRUE(store_->check()) << store_->check().error().detail;
  }
  std::unique_ptr<store::ContextStore> another() { return place_->open(options_); }
  store::ContextStore& store() { return *store_; }
  StorePlace& place() { return *place_; }
  void pass(base::Duration span) { place_->pass(span); }

  static std::string users(store::ContextStore& store, const std::string& id) {
    auto turns = store.load(id);
    if (!turns) return "error: " + turns.error().detail;
    std::string joined;
    for (const store::TurnRecord& turn : *turns) joined += turn.user + ";";
    return joined;
  }
  std::string users(const std::string& id) { return users(store(), id); }
  static void add(store::ContextStore& store, const std::string& id, const std::string& user) {
    const base::Status kept = store.append(id, {id + user, user, "answer to " + user});
    ASSERT_TRUE(kept) << kept.error().detail;
  }
  void add(const std::string& id, const std::string& user) { add(store(), id, user); }

  static void put(store::ContextStore& store, const std::string& name, const std::string& bytes,
                  base::Duration time_to_live = std::chrono::seconds(100)) {
    const base::Status kept = store.put(name, bytes, time_to_live);
    ASSERT_TRUE(kept) << kept.error().detail;
  }
  static std::string take(store::ContextStore& store, const std::string& name) {
    auto taken = store.take(name);
    if (!taken) return "error: " + taken.error().detail;
    return taken->value_or("nothing");
  }
  std::string take(const std::string& name) { return take(store(), name); }
  /// For each of the keepsakes "0", "1", ... '1' when this taker got it, else '0'.
  static std::string take_all(store::ContextStore& store, int count) {
    std::string got;
    for (int i = 0; i < count; ++i) got += take(store, std::to_string(i)) == "b" ? '1' : '0';
    return got;
  }

 private:
  std::unique_ptr<StorePlace> place_ = GetParam()();
  store::StoreOptions options_;
  std::unique_ptr<store::ContextStore> store_;
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

TEST_P(StoreContract, AnyBytesComeBack) {
  make();
  const std::string bytes("\0 \xFF\xC3( \r\n\t\x1B end", 15);
  ASSERT_TRUE(store().append("a", {"key", bytes, bytes}));
  const auto turns = store().load("a").value();
  ASSERT_EQ(turns.size(), 1U);
  EXPECT_EQ(turns[0].turn_key, "key");
  EXPECT_EQ(turns[0].user, bytes);
  EXPECT_EQ(turns[0].assistant, bytes);
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
