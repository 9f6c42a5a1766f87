#include "store/turn_keeper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <new>

#include "base/serial_thread.hpp"
#include "support/manual_executor.hpp"
#include "support/moody_store.hpp"

namespace hotpin::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::MoodyStore;

TurnRecord turn(const std::string& key) { return {key, "user " + key, "answer " + key}; }

std::vector<std::string> keys(const std::vector<TurnRecord>& turns) {
  std::vector<std::string> all;
  for (const TurnRecord& each : turns) all.push_back(each.turn_key);
  return all;
}

class Keeping : public testing::Test {
 protected:
  void open(base::Duration time_to_live = minutes(15)) {
    keeper_ = TurnKeeper::open(store_, executor_, time_to_live).value();
    store_.calls.clear();
  }
  void go_away() {
    store_.fault = [](const std::string&) { return kUnavailable; };
  }
  void come_back() {
    store_.fault = [](const std::string&) { return nullptr; };
  }
  /// What a load has given so far; nothing when it has not answered.
  std::shared_ptr<std::optional<std::vector<std::string>>> load(const std::string& id) {
    auto answer = std::make_shared<std::optional<std::vector<std::string>>>();
    keeper_->load(id, [answer](const std::vector<TurnRecord>& turns) {
      EXPECT_FALSE(answer->has_value()) << "answered twice";
      *answer = keys(turns);
    });
    return answer;
  }
  tests::ManualExecutor executor_;
  MoodyStore store_;
  std::shared_ptr<TurnKeeper> keeper_;
};

TEST_F(Keeping, WritesLandInOrder) {
  open();
  keeper_->append("a", turn("1"));
  keeper_->append("b", turn("2"));
  keeper_->erase("b");
  keeper_->append("a", turn("3"));
  EXPECT_THAT(store_.calls, IsEmpty());  // not on the caller's thread
  executor_.run_ready();
  EXPECT_THAT(keys(store_.rows["a"]), ElementsAre("1", "3"));
  EXPECT_EQ(keeper_->flush({}), 0U);
  EXPECT_EQ(keeper_->degraded_reason(), "");
}

TEST_F(Keeping, AnOutageDelaysAndLosesNothing) {
  open();
  go_away();
  for (int i = 0; i < 100; ++i) keeper_->append("a", turn(std::to_string(i)));
  executor_.run_for(minutes(10));
  EXPECT_NE(keeper_->degraded_reason(), "");
  EXPECT_GT(store_.calls.size(), 300U);  // at least every 2 s
  EXPECT_LT(store_.calls.size(), 700U);  // and not in a storm: no pause is under 1 s for long
  come_back();
  executor_.run_for(TurnKeeper::kLongestPause);
  EXPECT_EQ(store_.rows["a"].size(), 100U);
  EXPECT_EQ(store_.rows["a"].back().turn_key, "99");
  EXPECT_EQ(keeper_->degraded_reason(), "");
  EXPECT_EQ(keeper_->dropped_turns(), 0U);
}

TEST_F(Keeping, WhoLoadsSeesWhatWaits) {
  open();
  store_.rows["a"] = {turn("0"), turn("1")};
  // Reading goes well, writing does not: turn 1 had landed, but its answer was lost.
  store_.fault = [](const std::string& call) {
    return call.starts_with("append") ? kUnavailable : nullptr;
  };
  keeper_->append("a", turn("1"));
  keeper_->append("b", turn("9"));
  keeper_->append("a", turn("2"));
  const auto answer = load("a");
  executor_.run_ready();
  EXPECT_THAT(answer->value(), ElementsAre("0", "1", "2"));
  EXPECT_THAT(keys(keeper_->waiting("a")), ElementsAre("1", "2"));
}

TEST_F(Keeping, AForgottenSessionStaysForgotten) {
  open();
  store_.rows["a"] = {turn("0")};
  go_away();
  keeper_->append("a", turn("1"));
  keeper_->erase("a");
  keeper_->append("a", turn("2"));
  executor_.run_for(seconds(10));
  come_back();
  const auto answer = load("a");
  executor_.run_for(seconds(2));
  EXPECT_THAT(answer->value(), ElementsAre("2"));
  EXPECT_THAT(keys(store_.rows["a"]), ElementsAre("2"));
}

TEST_F(Keeping, AFullDiskStaysAFaultWhileReadingGoesWell) {
  open();
  store_.fault = [](const std::string& call) {
    return call.starts_with("append") ? kUnavailable : nullptr;
  };
  keeper_->append("a", turn("1"));
  executor_.run_for(seconds(10));
  static_cast<void>(load("b"));
  executor_.run_for(seconds(10));
  EXPECT_EQ(keeper_->degraded_reason(), "away: append a 1");
}

TEST_F(Keeping, ALoadIsAnsweredInTheEndAlsoWithoutTheStore) {
  open();
  go_away();
  keeper_->append("a", turn("1"));
  const auto answer = load("a");
  executor_.run_for(seconds(50));
  EXPECT_FALSE(answer->has_value());
  executor_.run_for(seconds(15));
  EXPECT_THAT(answer->value(), ElementsAre("1"));
}

TEST_F(Keeping, ALoadIsAnsweredLateWhenTheStoreComesBack) {
  open();
  store_.rows["a"] = {turn("0")};
  go_away();
  const auto answer = load("a");
  executor_.run_for(seconds(30));
  come_back();
  executor_.run_for(seconds(2));
  EXPECT_THAT(answer->value(), ElementsAre("0"));
}

TEST_F(Keeping, TheOldestTurnsAreDroppedAtTheBound) {
  open();
  go_away();
  keeper_->erase("first");
  for (std::size_t i = 0; i < TurnKeeper::kMaxWrites + 10; ++i) {
    keeper_->append("a", turn(std::to_string(i)));
  }
  executor_.run_for(seconds(5));
  EXPECT_EQ(keeper_->dropped_turns(), 11U);
  come_back();
  executor_.run_for(seconds(5));
  EXPECT_EQ(store_.calls.back(), "append a 8201");
  EXPECT_EQ(store_.rows["a"].front().turn_key, "11");
  EXPECT_THAT(store_.calls, testing::Contains("erase first"));
}

TEST_F(Keeping, BytesAreBoundedToo) {
  open();
  go_away();
  for (int i = 0; i < 20; ++i) {
    keeper_->append("a", {std::to_string(i), std::string(1U << 20U, 'u'), ""});
  }
  EXPECT_EQ(keys(keeper_->waiting("a")).front(), "13");
  EXPECT_EQ(keeper_->dropped_turns(), 13U);
}

TEST_F(Keeping, ATurnThatIsRefusedDoesNotStopTheOthers) {
  open();
  store_.fault = [](const std::string& call) { return call == "append a 1" ? kRefused : nullptr; };
  keeper_->append("a", turn("1"));
  keeper_->append("a", turn("2"));
  executor_.run_ready();
  EXPECT_THAT(keys(store_.rows["a"]), ElementsAre("2"));
  EXPECT_EQ(keeper_->dropped_turns(), 1U);
}

TEST_F(Keeping, LoadsAreBounded) {
  open();
  go_away();
  const auto first = load("a");
  for (std::size_t i = 0; i < TurnKeeper::kMaxLoads; ++i) static_cast<void>(load("b"));
  executor_.run_ready();
  EXPECT_THAT(first->value(), IsEmpty());
}

TEST_F(Keeping, AnIdleStoreIsWatched) {
  open();
  executor_.run_for(seconds(20));
  EXPECT_THAT(store_.calls, ElementsAre("check", "check", "check", "check"));
  go_away();
  executor_.run_for(seconds(6));
  EXPECT_EQ(keeper_->degraded_reason(), "away: check");
  come_back();
  executor_.run_for(seconds(2));
  EXPECT_EQ(keeper_->degraded_reason(), "");
}

TEST_F(Keeping, WithoutATimeToLiveTheStoreIsLeftAlone) {
  go_away();
  open(base::Duration::zero());
  keeper_->append("a", turn("1"));
  const auto answer = load("a");
  executor_.run_for(minutes(1));
  EXPECT_THAT(answer->value(), IsEmpty());
  EXPECT_THAT(store_.calls, IsEmpty());
}

TEST_F(Keeping, BeginsDegradedButNotWithAWrongSetting) {
  go_away();
  open();
  EXPECT_EQ(keeper_->degraded_reason(), "away: check");
  store_.fault = [](const std::string&) { return kBadSetting; };
  EXPECT_FALSE(TurnKeeper::open(store_, executor_, minutes(1)));
}

/// However many ask for keepsakes, each call of theirs is followed by one for the others.
TEST_F(Keeping, WritesAreNotHeldUpByWhoeverAsksForKeepsakes) {
  open();
  for (int i = 0; i < 30; ++i) {
    keeper_->take("reply:made-up", [](const std::optional<std::string>&) {});
  }
  for (int i = 0; i < 4; ++i) keeper_->append("a", turn(std::to_string(i)));
  executor_.run_ready();
  ASSERT_EQ(store_.calls.size(), 34U);
  for (int i = 0; i < 4; ++i) {
    const auto written =
        std::find(store_.calls.begin(), store_.calls.end(), "append a " + std::to_string(i));
    EXPECT_LE(written - store_.calls.begin(), 2 * i + 1) << i;
  }
}

TEST_F(Keeping, NoKindOfWorkKeepsTheOthersAway) {
  open();
  std::vector<std::shared_ptr<std::optional<std::vector<std::string>>>> loads;
  for (int i = 0; i < 30; ++i) {
    loads.push_back(load("b"));
    keeper_->append("a", turn(std::to_string(i)));
    keeper_->take("reply:made-up", [](const std::optional<std::string>&) {});
  }
  executor_.run_ready();
  ASSERT_EQ(store_.calls.size(), 90U);
  for (std::size_t i = 0; i + 3 <= 90; i += 3) {
    EXPECT_THAT(
        std::vector(store_.calls.begin() + static_cast<std::ptrdiff_t>(i),
                    store_.calls.begin() + static_cast<std::ptrdiff_t>(i + 3)),
        testing::UnorderedElementsAre(testing::StartsWith("load"), testing::StartsWith("append"),
                                      testing::StartsWith("take")));
  }
}

/// Whichever call of the store throws, it is as if the store had been away for that one.
TEST_F(Keeping, AStoreThatThrowsLosesNothing) {
  for (std::size_t bad = 0; bad < 8; ++bad) {
    store_ = {};
    open();
    std::size_t calls = 0;
    store_.fault = [&calls, bad](const std::string&) -> const char* {
      if (calls++ == bad) throw std::bad_alloc();
      return nullptr;
    };
    store_.rows["b"] = {turn("0")};
    const auto answer = load("b");
    for (int i = 0; i < 3; ++i) keeper_->append("a", turn(std::to_string(i)));
    std::string kept = "?";
    keeper_->keep("picture", "bytes", minutes(1),
                  [&kept](const base::Status& status) { kept = status ? "kept" : "lost"; });
    executor_.run_for(seconds(20));
    EXPECT_THAT(answer->value(), ElementsAre("0")) << bad;
    EXPECT_THAT(keys(store_.rows["a"]), ElementsAre("0", "1", "2")) << bad;
    EXPECT_EQ(kept, "kept") << bad;
    EXPECT_EQ(keeper_->degraded_reason(), "") << bad;
  }
}

TEST_F(Keeping, WhoeverIsAnsweredMayThrow) {
  open();
  const auto throws = [](const auto&) { throw std::bad_alloc(); };
  keeper_->load("a", throws);
  keeper_->take("b", throws);
  keeper_->keep("c", "bytes", minutes(1), throws);
  keeper_->append("a", turn("1"));
  executor_.run_ready();
  EXPECT_THAT(keys(store_.rows["a"]), ElementsAre("1"));
  EXPECT_EQ(keeper_->flush({}), 0U);
}

/// The store is at the earlier form meanwhile.
TEST_F(Keeping, ATurnThatIsReplacedWhileItIsWrittenIsWrittenAgain) {
  open();
  bool is_first = true;
  store_.fault = [&](const std::string& call) -> const char* {
    if (call == "append a 1" && std::exchange(is_first, false)) {
      keeper_->replace("a", {"1", "other words", "x"});
    }
    return nullptr;
  };
  keeper_->append("a", turn("1"));
  keeper_->append("a", turn("2"));
  executor_.run_ready();
  EXPECT_EQ(store_.rows["a"], (std::vector<TurnRecord>{{"1", "other words", "x"}, turn("2")}));
  EXPECT_EQ(keeper_->waiting_turns(), 0U);
}

TEST_F(Keeping, ChangesOfTurnsThatTheStoreHasAreQueuedInOrder) {
  open();
  store_.rows["a"] = {turn("1"), turn("2"), turn("3")};
  go_away();
  keeper_->replace("a", {"1", "other words", "x"});
  keeper_->remove("a", "2");
  keeper_->replace("a", turn("2"));  // comes too late, and so does nothing
  keeper_->append("a", turn("4"));
  keeper_->remove("a", "4");
  EXPECT_TRUE(keeper_->is_waiting("a"));
  EXPECT_FALSE(keeper_->is_waiting("b"));
  EXPECT_THAT(keys(keeper_->waiting("a")), IsEmpty());
  store_.fault = [](const std::string& call) {
    return call.starts_with("load") ? nullptr : kUnavailable;
  };
  const auto answer = load("a");
  executor_.run_for(seconds(2));
  EXPECT_THAT(answer->value(), ElementsAre("1", "3"));
  store_.calls.clear();
  come_back();
  executor_.run_for(seconds(2));
  EXPECT_THAT(store_.calls, ElementsAre("replace a 1", "remove a 2", "remove a 4"));
  EXPECT_EQ(store_.rows["a"], (std::vector<TurnRecord>{{"1", "other words", "x"}, turn("3")}));
  EXPECT_FALSE(keeper_->is_waiting("a"));
}

/// The answer to the first try was lost: the turn is there, and must not stay.
TEST_F(Keeping, ARemovedTurnDoesNotComeBackByAnAppendThatHadLanded) {
  open();
  go_away();
  keeper_->append("a", turn("1"));
  executor_.run_ready();
  store_.rows["a"] = {turn("1")};
  keeper_->remove("a", "1");
  come_back();
  executor_.run_for(seconds(2));
  EXPECT_THAT(keys(store_.rows["a"]), IsEmpty());
}

TEST(FlushingKeeper, WaitsForWhatIsQueued) {
  MoodyStore store;
  int tries = 0;
  store.fault = [&tries](const std::string& call) {
    return call.starts_with("append") && ++tries <= 5 ? kUnavailable : nullptr;
  };
  base::SerialThread thread("store");
  const auto keeper = TurnKeeper::open(store, thread, minutes(15)).value();
  for (int i = 0; i < 10; ++i) keeper->append("a", turn(std::to_string(i)));
  EXPECT_EQ(keeper->flush(seconds(30)), 0U);
  EXPECT_EQ(store.rows["a"].size(), 10U);
}

TEST(FlushingKeeper, GivesUpAtTheLimit) {
  MoodyStore store;
  store.fault = [](const std::string&) { return kUnavailable; };
  base::SerialThread thread("store");
  const auto keeper = TurnKeeper::open(store, thread, minutes(15)).value();
  keeper->append("a", turn("1"));
  EXPECT_EQ(keeper->flush(milliseconds(20)), 1U);
}

}  // namespace
}  // namespace hotpin::store
