#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <optional>
#include <thread>
#include <vector>

#include "support/database_server.hpp"
#include "support/image/pictures.hpp"
#include "support/image/upload.hpp"
#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using Clock = std::chrono::steady_clock;

/// Redis, two servers that keep history there, and HAProxy before them, set up as in deploy/.
class TwoMachines : public testing::Test {
 protected:
  void SetUp() override {
    const std::string haproxy = find_program("haproxy", {"/usr/sbin"});
    if (haproxy.empty()) GTEST_SKIP() << "there is no haproxy";
    if (const std::string missing = redis_.missing(); !missing.empty()) GTEST_SKIP() << missing;
    ASSERT_TRUE(redis_.start());
    for (std::size_t i = 0; i < 2; ++i) restart(i);
    const auto at = [](std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); };
    setenv("HOTPIN_FRONT", at(front_).c_str(), 1);
    setenv("HOTPIN_ONE", at(ports_[0]).c_str(), 1);
    setenv("HOTPIN_TWO", at(ports_[1]).c_str(), 1);
    balancer_.emplace(
        std::vector<std::string>{haproxy, "-db", "-f", HOTPIN_SOURCE_DIR "/deploy/haproxy.cfg"});
    for (const char* name : {"HOTPIN_FRONT", "HOTPIN_ONE", "HOTPIN_TWO"}) unsetenv(name);
    ASSERT_TRUE(comes_true([&] { return connected("probe") != nullptr; }));
  }

  /// Server `which`, afresh on its port.
  void restart(std::size_t which) {
    servers_[which].reset();
    servers_[which] = std::make_unique<ServerProcess>(
        on_fakes("llm_first_token_ms=60;llm_reply=Turn {turns}.",
                 {{"SERVER_PORT", std::to_string(ports_[which])},
                  {"HOTPIN_SYSTEM_PROMPT", "Count."},
                  {"HOTPIN_MAX_TURNS", "100"},  // more than one client gets
                  {"HOTPIN_STORE_URL", redis_.url()}}));
  }

  /// Through the load balancer; nothing when that failed.
  std::unique_ptr<WireClient> connected(const std::string& id) {
    auto client = std::make_unique<WireClient>("ws://127.0.0.1:" + std::to_string(front_) + "/ws");
    if (!client->refusal.empty()) return nullptr;
    client->say(R"({"session_id":")" + id + R"(","events":true})");
    if (client->read().data.find("connected") == std::string::npos) return nullptr;
    return client;
  }

  /// Which server has conversations.
  std::size_t busy_server() {
    const std::string health = http_exchange(
        ports_[0], "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return health.find(R"("active_sessions":0)") == std::string::npos ? 0 : 1;
  }

  RedisServer redis_;
  std::array<std::uint16_t, 2> ports_{free_port(), free_port()};
  const std::uint16_t front_ = free_port();
  std::array<std::unique_ptr<ServerProcess>, 2> servers_;
  std::optional<ChildProgram> balancer_;
};

TEST_F(TwoMachines, TheOtherKnowsWhatWasSaidToTheOneThatWasKilled) {
  auto client = connected("me");
  ASSERT_TRUE(client);
  EXPECT_THAT(client->turn(8000).back(), testing::HasSubstr("Turn 1."));
  EXPECT_THAT(client->turn(8000).back(), testing::HasSubstr("Turn 2."));
  // Turns are written behind: only one that ended in this very moment may be lost.
  const auto store =
      redis_.open({.time_to_live = std::chrono::minutes(1), .location = redis_.url()}).value();
  ASSERT_TRUE(comes_true([&] { return store->load("me").value().size() == 2; }));
  const ServerProcess& server = *servers_[busy_server()];
  const std::vector<pid_t> workers = server.workers();
  kill(server.pid(), SIGKILL);
  for (const pid_t worker : workers) kill(worker, SIGKILL);
  const auto begin = Clock::now();
  EXPECT_EQ(client->read().kind, Message::Kind::closed);
  ASSERT_TRUE(comes_true([&] { return (client = connected("me")) != nullptr; }));
  std::printf("served again after %.0f ms\n",
              std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  EXPECT_THAT(client->turn(8000).back(), testing::HasSubstr("Turn 3."));
}

TEST_F(TwoMachines, APictureThatTheOtherWasGivenIsFound) {
  const auto client = WireClient::joined(servers_[0]->url(), "me");
  const auto has_image = [&] {
    const auto lines = client->turn(8000);
    return std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
      return line.find(R"("has_image":true)") != std::string::npos;
    });
  };
  EXPECT_FALSE(has_image());
  EXPECT_THAT(post_image(ports_[1], image_form("me", jpeg())), testing::StartsWith("HTTP/1.1 200"));
  EXPECT_TRUE(has_image());
  EXPECT_FALSE(has_image());
  client->give(8000);  // also while somebody speaks
  post_image(ports_[1], image_form("me", jpeg()));
  client->say(R"({"signal":"EOS"})");
  EXPECT_THAT(client->read_up_to(R"("complete")"),
              testing::Contains(testing::HasSubstr(R"("has_image":true)")));
}

/// One client during a rolling restart: what it saw.
struct Talk {
  int turns = 0;
  int lost = 0;  ///< turns that had begun and did not end
  int reconnects = 0;
  std::vector<std::string> wrong;
};

TEST_F(TwoMachines, ARollingRestartLosesNoTurnAndNoHistory) {
  constexpr int kClients = 6;
  std::atomic<bool> is_over{false};
  std::vector<Talk> talks(kClients);
  const auto run = [&](int number) {
    Talk& talk = talks[static_cast<std::size_t>(number)];
    const std::string id = "client" + std::to_string(number);
    std::unique_ptr<WireClient> client;
    while (!is_over) {
      while (!client && !is_over) {
        client = connected(id);
        if (!client) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
      if (!client) break;
      bool has_begun = false;
      std::string last;
      client->give(16000);
      client->say(R"({"signal":"EOS"})");
      for (Message message = client->read(); message.kind != Message::Kind::closed;
           message = client->read()) {
        if (message.kind != Message::Kind::text) continue;
        has_begun = true;
        last = message.data;
        if (last.find(R"("complete")") != std::string::npos) break;
      }
      if (last.find(R"("complete")") != std::string::npos) {
        const std::string wanted = "Turn " + std::to_string(++talk.turns) + ".";
        if (last.find(wanted) == std::string::npos) talk.wrong.push_back(wanted + " was " + last);
        continue;
      }
      talk.lost += has_begun;
      ++talk.reconnects;
      client.reset();
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kClients; ++i) threads.emplace_back(run, i);
  for (const std::size_t which : {0U, 1U}) {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    restart(which);
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));
  }
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  int turns = 0;
  int reconnects = 0;
  for (const Talk& talk : talks) {
    turns += talk.turns;
    reconnects += talk.reconnects;
    EXPECT_EQ(talk.lost, 0);
    EXPECT_THAT(talk.wrong, testing::IsEmpty());
    EXPECT_GT(talk.turns, 10);
  }
  std::printf("%d clients, %d turns, %d times connected again\n", kClients, turns, reconnects);
  EXPECT_GE(reconnects, kClients) << "each server's clients had to go once";
}

}  // namespace
}  // namespace hotpin::tests
