#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
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
    for (const store::TurnRecord& turn : *turns) joined += turn.user_text() + ";";
    return joined;
  }
  std::string users(const std::string& id) { return users(store(), id); }
  static void add(store::ContextStore& store, const std::string& id, const std::string& user) {
    const base::Status kept = store.append(id, {id + user, user, "answer to " + user});
    ASSERT_TRUE(kept) << kept.error().detail;
  }
  void add(const std::string& id, const std::string& user) { add(store(), id, user); }

  /// One with an item of every kind.
  static store::TurnRecord with_call(const std::string& key) {
    using Kind = store::Item::Kind;
    return {key,
            {{key + ".s", Kind::system, "be brief"},
             {key + ".u", Kind::user, "is it warm"},
             {key + ".c", Kind::call, R"({"room":"a \"b\""})", "temperature", "call 1"},
             {key + ".o", Kind::output, "21", {}, "call 1"},
             {key + ".a", Kind::assistant, "it is"},
             {key + ".b", Kind::assistant, "21 degrees"}}};
  }
  static std::vector<store::TurnRecord> turns(store::ContextStore& store, const std::string& id) {
    auto loaded = store.load(id);
    EXPECT_TRUE(loaded) << loaded.error().detail;
    return loaded ? *loaded : std::vector<store::TurnRecord>{};
  }
  std::vector<store::TurnRecord> turns(const std::string& id) { return turns(store(), id); }

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

}  // namespace hotpin::tests
