#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <map>
#include <thread>

#include "base/serial_thread.hpp"
#include "store/turn_keeper.hpp"
#include "support/database_server.hpp"

namespace hotpin::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kTurns = 200;
constexpr base::Duration kLimit = seconds(60);

using MakeServer = std::function<std::unique_ptr<DatabaseServer>()>;

/// Conversations over a database that dies, comes back and stands still.
class Outage : public testing::TestWithParam<MakeServer> {
 protected:
  void SetUp() override {
    if (const std::string missing = server_->missing(); !missing.empty()) GTEST_SKIP() << missing;
    ASSERT_TRUE(server_->start());
    options_.time_to_live = std::chrono::hours(1);
    options_.max_turns = kTurns * 2;
    options_.location = server_->url();
    options_.timeout = milliseconds(500);
    store_ = server_->open(options_).value();
    thread_ = std::make_unique<base::SerialThread>("store");
    keeper_ = store::TurnKeeper::open(*store_, *thread_, options_.time_to_live).value();
  }
  void say(const std::string& id, int from, int to) {
    for (int i = from; i < to; ++i) keeper_->append(id, {id + std::to_string(i), "u", "a"});
  }
  /// What the server has, seen by a store that knows nothing of the outage.
  std::vector<std::string> kept(const std::string& id) {
    store::StoreOptions patient = options_;
    patient.timeout = seconds(20);
    std::vector<std::string> keys;
    for (const auto& turn : server_->open(patient).value()->load(id).value()) {
      keys.push_back(turn.turn_key);
    }
    return keys;
  }
  static std::vector<std::string> all_of(const std::string& id) {
    std::vector<std::string> keys;
    for (int i = 0; i < kTurns; ++i) keys.push_back(id + std::to_string(i));
    return keys;
  }

  std::unique_ptr<DatabaseServer> server_ = GetParam()();
  store::StoreOptions options_;
  std::unique_ptr<store::ContextStore> store_;
  std::shared_ptr<store::TurnKeeper> keeper_;
  std::unique_ptr<base::SerialThread> thread_;  // last: its tasks use the others
};

TEST_P(Outage, KilledUnderWritesEveryTurnLandsOnce) {
  std::thread talking([this] {
    for (int i = 0; i < kTurns; i += 10) {
      say("a", i, i + 10);
      say("b", i, i + 10);
      std::this_thread::sleep_for(milliseconds(5));  // so that the kill falls between writes
    }
  });
  for (int i = 0; i < 2; ++i) {
    std::this_thread::sleep_for(milliseconds(20));
    server_->kill();
    ASSERT_TRUE(server_->start());
  }
  talking.join();
  EXPECT_EQ(keeper_->flush(kLimit), 0U);
  EXPECT_EQ(kept("a"), all_of("a"));
  EXPECT_EQ(kept("b"), all_of("b"));
  EXPECT_EQ(keeper_->degraded_reason(), "");
  EXPECT_EQ(keeper_->dropped_turns(), 0U);
}

TEST_P(Outage, NobodyWaitsForAServerThatStandsStill) {
  server_->stop();
  say("a", 0, kTurns);  // if one of these waited, so would all, and their order shows it
  EXPECT_EQ(keeper_->waiting("a").size(), static_cast<std::size_t>(kTurns));
  std::promise<std::size_t> loaded;
  keeper_->load("a", [&loaded](const auto& turns) { loaded.set_value(turns.size()); });
  auto answer = loaded.get_future();
  while (keeper_->degraded_reason().empty()) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(answer.wait_for(seconds(0)), std::future_status::timeout);
  server_->go_on();
  EXPECT_EQ(answer.get(), static_cast<std::size_t>(kTurns));
  EXPECT_EQ(keeper_->flush(kLimit), 0U);
  EXPECT_EQ(kept("a"), all_of("a"));
}

TEST_P(Outage, AServerThatIsNotThereYetIsWaitedFor) {
  server_->kill();
  base::SerialThread thread("store");
  const auto store = server_->open(options_).value();
  const auto keeper = store::TurnKeeper::open(*store, thread, options_.time_to_live).value();
  EXPECT_NE(keeper->degraded_reason(), "");
  EXPECT_EQ(keeper->degraded_reason().find("sesame"), std::string::npos);
  keeper->append("a", {"a0", "u", "a"});
  ASSERT_TRUE(server_->start());
  EXPECT_EQ(keeper->flush(kLimit), 0U);
  EXPECT_EQ(kept("a"), std::vector<std::string>{"a0"});
}

INSTANTIATE_TEST_SUITE_P(Redis, Outage, testing::Values(MakeServer([] {
                           return std::make_unique<RedisServer>();
                         })));
INSTANTIATE_TEST_SUITE_P(Postgres, Outage, testing::Values(MakeServer([] {
                           return std::make_unique<PostgresServer>();
                         })));

}  // namespace
}  // namespace hotpin::tests
