#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/serial_thread.hpp"
#include "store/turn_keeper.hpp"
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

class KeepingKeepsakes : public testing::Test {
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
  /// What a take has given so far: "?" when it has not answered, "-" when there was nothing.
  std::shared_ptr<std::string> take(const std::string& name) {
    auto answer = std::make_shared<std::string>("?");
    keeper_->take(name, [answer](std::optional<std::string> bytes) {
      EXPECT_EQ(*answer, "?") << "answered twice";
      *answer = bytes.value_or("-");
    });
    return answer;
  }

  tests::ManualExecutor executor_;
  MoodyStore store_;
  std::shared_ptr<TurnKeeper> keeper_;
};

TEST_F(KeepingKeepsakes, AKeepsakeIsTakenOnce) {
  open();
  keeper_->keep("picture", "bytes", minutes(1));
  const auto first = take("picture");
  const auto second = take("picture");
  EXPECT_THAT(store_.calls, IsEmpty());  // not on the caller's thread
  executor_.run_ready();
  EXPECT_EQ(*first, "bytes");
  EXPECT_EQ(*second, "-");
}

TEST_F(KeepingKeepsakes, KeepsakesNeedNoTimeToLiveOfHistory) {
  open(base::Duration::zero());
  keeper_->keep("picture", "bytes", minutes(1));
  const auto taken = take("picture");
  executor_.run_for(minutes(1));
  EXPECT_EQ(*taken, "bytes");
  EXPECT_THAT(store_.calls, ElementsAre("put picture", "take picture"));  // and nobody watches it
}

TEST_F(KeepingKeepsakes, AfterAFaultAStoreForKeepsakesAloneIsWellAgain) {
  open(base::Duration::zero());
  go_away();
  static_cast<void>(take("picture"));
  executor_.run_for(seconds(5));
  EXPECT_NE(keeper_->degraded_reason(), "");
  come_back();
  executor_.run_for(seconds(5));
  EXPECT_EQ(keeper_->degraded_reason(), "");
}

TEST_F(KeepingKeepsakes, KeepsakesWaitForAnOutageOnlyAShortWhile) {
  open();
  go_away();
  keeper_->keep("early", "bytes", minutes(1));
  const auto taken = take("other");
  executor_.run_for(milliseconds(900));
  EXPECT_EQ(*taken, "?");
  executor_.run_for(milliseconds(200));
  EXPECT_EQ(*taken, "-");
  executor_.run_for(seconds(20));
  const auto late = take("other");  // while the keeper pauses
  executor_.run_for(TurnKeeper::kKeepsakePatience);
  EXPECT_EQ(*late, "-");
  come_back();
  executor_.run_for(seconds(3));
  EXPECT_THAT(store_.keepsakes, IsEmpty());
  EXPECT_EQ(keeper_->dropped_turns(), 0U);
}

TEST_F(KeepingKeepsakes, WhoeverKeepsIsToldWhatBecameOfIt) {
  open();
  std::vector<std::string> told;
  const auto tell = [&told](const base::Status& status) {
    told.push_back(status ? "kept" : status.error().code);
  };
  keeper_->keep("picture", "bytes", minutes(1), tell);
  EXPECT_THAT(told, IsEmpty());  // not on the caller's thread
  executor_.run_ready();
  EXPECT_THAT(told, ElementsAre("kept"));
  go_away();
  keeper_->keep("picture", "bytes", minutes(1), tell);
  executor_.run_for(seconds(10));
  EXPECT_THAT(told, ElementsAre("kept", kUnavailable));
}

TEST_F(KeepingKeepsakes, AShortOutageLosesNoKeepsake) {
  open();
  go_away();
  keeper_->keep("picture", "bytes", minutes(1));
  const auto taken = take("picture");
  executor_.run_for(milliseconds(100));
  come_back();
  executor_.run_for(milliseconds(600));
  EXPECT_EQ(*taken, "bytes");
}

TEST_F(KeepingKeepsakes, ARefusedKeepsakeStopsNothing) {
  open();
  store_.fault = [](const std::string& call) { return call == "put big" ? kRefused : nullptr; };
  keeper_->keep("big", "bytes", minutes(1));
  keeper_->append("a", {"1", "u", "a"});
  executor_.run_ready();
  EXPECT_EQ(store_.rows["a"].size(), 1U);
  EXPECT_EQ(keeper_->degraded_reason(), "");
}

TEST_F(KeepingKeepsakes, KeepsakesAreBounded) {
  open();
  go_away();
  const auto first = take("a");
  for (std::size_t i = 0; i < TurnKeeper::kMaxKeepsakes; ++i) static_cast<void>(take("b"));
  executor_.run_for(milliseconds(1));
  EXPECT_EQ(*first, "-");
}

TEST_F(KeepingKeepsakes, KeepsakesAreBoundedInBytes) {
  open();
  for (int i = 0; i < 10; ++i) {
    keeper_->keep(std::to_string(i), std::string(8U << 20U, 'b'), minutes(1));
  }
  executor_.run_ready();
  EXPECT_EQ(store_.keepsakes.size(), 7U);  // with what is counted beside the bytes
  EXPECT_EQ(store_.keepsakes.begin()->first, "3");
}

TEST(FlushingKeeper, WaitsForKeepsakesToo) {
  MoodyStore store;
  int tries = 0;
  store.fault = [&tries](const std::string& call) {
    return call.starts_with("put") && ++tries <= 2 ? kUnavailable : nullptr;
  };
  base::SerialThread thread("store");
  const auto keeper = TurnKeeper::open(store, thread, minutes(15)).value();
  keeper->keep("place", "bytes", minutes(1));
  EXPECT_EQ(keeper->flush(seconds(30)), 0U);
  EXPECT_EQ(store.keepsakes.count("place"), 1U);
}

}  // namespace
}  // namespace hotpin::store
