// bench_failover: what clients see of a worker, Redis or PostgreSQL that is killed under load. Fake
// engines, so that the load is of conversations; and how long real engines take to be warm again.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/database_server.hpp"
#include "support/temp_folder.hpp"
#include "wire/wire.hpp"

namespace {

using namespace hotpin;
using tests::ServerProcess;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kClients = 16;
constexpr auto kSpan = milliseconds(3000);  // before and after the kill

double ms(Clock::duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(at, values.size() - 1)];
}

/// What one client saw.
struct Seen {
  std::vector<std::pair<Clock::time_point, double>> turns;  ///< when it ended, how long it took
  std::vector<double> away_ms;                              ///< from the loss to the next hello
  int lost = 0;                                             ///< turns that had begun
  int out_of_order = 0;                                     ///< replies that show a gap in history
};

/// A client that talks, and connects again when it must, until `is_over`.
void talk(const std::string& url, const std::string& id, const std::atomic<bool>& is_over,
          Seen& seen) {
  auto client = tests::WireClient::joined(url, id);
  while (!is_over) {
    const auto begin = Clock::now();
    client->give(16000);
    client->say(R"({"signal":"EOS"})");
    std::string last;
    tests::Message message = client->read();
    for (; message.kind != tests::Message::Kind::closed; message = client->read()) {
      if (message.kind == tests::Message::Kind::text) last = message.data;
      if (last.find(R"("complete")") != std::string::npos) break;
    }
    if (message.kind != tests::Message::Kind::closed) {
      seen.turns.emplace_back(Clock::now(), ms(Clock::now() - begin));
      const std::string wanted = "Turn " + std::to_string(seen.turns.size()) + ".";
      seen.out_of_order += last.find(wanted) == std::string::npos;
      continue;
    }
    ++seen.lost;
    const auto gone = Clock::now();
    do {
      client = std::make_unique<tests::WireClient>(url);
    } while (!client->refusal.empty() && !is_over);
    client->say(R"({"session_id":")" + id + R"(","events":true})");
    client->read();
    seen.away_ms.push_back(ms(Clock::now() - gone));
  }
}

/// Runs the clients, `strike` in the middle of it, and prints what they saw.
template <typename Strike>
void under_load(const char* name, const ServerProcess& server, const Strike& strike) {
  std::atomic<bool> is_over{false};
  std::vector<Seen> all(kClients);
  std::vector<std::thread> threads;
  for (int i = 0; i < kClients; ++i) {
    threads.emplace_back([&, i] {
      talk(server.url(), "client" + std::to_string(i), is_over, all[static_cast<std::size_t>(i)]);
    });
  }
  std::this_thread::sleep_for(kSpan);
  const auto struck = Clock::now();
  strike();
  const auto healed = Clock::now();
  std::this_thread::sleep_for(kSpan);
  is_over = true;
  for (std::thread& thread : threads) thread.join();

  std::vector<double> before, during, after, away;
  int lost = 0;
  int gaps = 0;
  for (const Seen& seen : all) {
    for (const auto& [at, took] : seen.turns) {
      (at < struck ? before : at < healed ? during : after).push_back(took);
    }
    away.insert(away.end(), seen.away_ms.begin(), seen.away_ms.end());
    lost += seen.lost;
    gaps += seen.out_of_order;
  }
  std::printf(
      "%-12s %6zu turns, %d lost, %zu clients connected again (p50 %.0f ms, max %.0f ms), "
      "%d replies without their whole history\n",
      name, before.size() + during.size() + after.size(), lost, away.size(), quantile(away, 0.5),
      quantile(away, 1), gaps);
  std::printf(
      "%-12s a turn takes, ms p50/p99: before %.0f/%.0f, during %.0f/%.0f, after %.0f/%.0f\n", "",
      quantile(before, 0.5), quantile(before, 0.99), quantile(during, 0.5), quantile(during, 0.99),
      quantile(after, 0.5), quantile(after, 0.99));
}

ServerProcess::Environment settings(ServerProcess::Environment more) {
  more.insert(more.end(), {{"HOTPIN_SYSTEM_PROMPT", "Count."}, {"HOTPIN_MAX_TURNS", "100"}});
  return tests::on_fakes("llm_first_token_ms=80;llm_reply=Turn {turns}.", std::move(more));
}

bool has_line(const std::string& path, const std::string& text) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {}).find(text) != std::string::npos;
}

/// Kills one worker; milliseconds until its replacement is warm.
double kill_a_worker(const ServerProcess& server, const std::string& log) {
  const auto begin = Clock::now();
  kill(server.workers().at(0), SIGKILL);
  while (!has_line(log, "is ready")) std::this_thread::sleep_for(milliseconds(10));
  return ms(Clock::now() - begin);
}

void workers() {
  const tests::TempFolder state;
  const std::string log = (state.path() / "log").string();
  const ServerProcess server(settings({{"HOTPIN_WORKERS", "4"},
                                       {"HOTPIN_STATE_DIR", state.path()},
                                       {"HOTPIN_LOG_FILE", log},
                                       {"HOTPIN_LOG_LEVEL", "info"}}));
  double warm_ms = 0;
  under_load("worker", server, [&] { warm_ms = kill_a_worker(server, log); });
  std::printf("%-12s one of 4 was killed; its replacement was warm after %.0f ms (fake engines)\n",
              "", warm_ms);
}

void real_engines() {
  const tests::TempFolder state;
  const std::string log = (state.path() / "log").string();
  const ServerProcess server({{"HOTPIN_WORKERS", "2"},
                              {"HOTPIN_STATE_DIR", state.path()},
                              {"HOTPIN_LOG_FILE", log},
                              {"HOTPIN_LOG_LEVEL", "info"}});
  std::printf("%-12s with the embedded engines a replacement was warm after %.0f ms\n", "",
              kill_a_worker(server, log));
}

template <typename Database>
void database(const char* name) {
  Database database;
  if (const std::string missing = database.missing(); !missing.empty()) {
    std::printf("%-12s not tried: %s\n", name, missing.c_str());
    return;
  }
  if (!database.start()) return;
  const ServerProcess server(settings({{"HOTPIN_STORE_URL", database.url()}}));
  under_load(name, server, [&] {
    database.kill();
    std::this_thread::sleep_for(kSpan);
    database.start();
  });
}

}  // namespace

int main() {
  std::printf("%d clients talk without a pause; fake engines, 80 ms to the first word\n", kClients);
  workers();
  real_engines();
  database<tests::RedisServer>("Redis");
  database<tests::PostgresServer>("PostgreSQL");
  return 0;
}
