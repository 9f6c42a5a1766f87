#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>

#include "support/database_server.hpp"
#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::stores::sqlite {
base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options,
                                                              store::Now now);
}

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A server whose replies tell how many turns the model sees.
ServerProcess::Environment counting(ServerProcess::Environment more) {
  more.emplace_back("HOTPIN_SYSTEM_PROMPT", "Count.");  // the built-in one has turns of its own
  return on_fakes("llm_reply=Turn {turns}.", std::move(more));
}

/// What the server says to one more utterance of session `id`.
std::string next_reply(WireClient& client) {
  const std::string complete = client.turn(8000).back();
  const std::size_t at = complete.find("Turn ");
  return at == std::string::npos ? complete : complete.substr(at, 7);
}
std::string next_reply(const ServerProcess& server, const std::string& id) {
  return next_reply(*WireClient::joined(server.url(), id));
}

std::string readiness(const ServerProcess& server) {
  return http_exchange(server.port(),
                       "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}

bool becomes(const ServerProcess& server, const std::string& ending) {
  return comes_true(
      [&] { return readiness(server).find("\r\n\r\n" + ending) != std::string::npos; });
}

TEST(ServerWithSqlite, RemembersAfterARestart) {
  const TempFolder state;
  const auto settings = counting({{"HOTPIN_STORE", "sqlite"}, {"HOTPIN_STATE_DIR", state.path()}});
  {
    ServerProcess server(settings);
    EXPECT_EQ(next_reply(server, "a"), "Turn 1.");
    EXPECT_EQ(server.stop(), 0);  // at once: what is on its way to the store gets there
  }
  const ServerProcess server(settings);
  EXPECT_EQ(next_reply(server, "a"), "Turn 2.");
  EXPECT_EQ(next_reply(server, "b"), "Turn 1.");
}

TEST(ServerWithSqlite, IsWhatWorkersShare) {
  const TempFolder state;
  const ServerProcess server(
      counting({{"HOTPIN_WORKERS", "3"}, {"HOTPIN_STATE_DIR", state.path()}}));
  const auto store = stores::sqlite::open_store({.time_to_live = std::chrono::hours(1),
                                                 .location = state.path() / "history.db"},
                                                std::chrono::system_clock::now)
                         .value();
  for (std::size_t i = 1; i <= 6; ++i) {
    EXPECT_EQ(next_reply(server, "a"), "Turn " + std::to_string(i) + ".");
    // The turn is kept behind the conversation: another worker could be asked a moment too soon.
    EXPECT_TRUE(comes_true([&] { return store->load("a").value().size() == i; }));
  }
}

TEST(ServerWithSqlite, WithoutATimeToLiveForgetsAtDisconnect) {
  const ServerProcess server(counting({{"HOTPIN_STORE", "sqlite"}, {"HOTPIN_SESSION_TTL_S", "0"}}));
  const auto client = WireClient::joined(server.url(), "a");
  EXPECT_EQ(next_reply(*client), "Turn 1.");
  EXPECT_EQ(next_reply(*client), "Turn 2.");
  EXPECT_EQ(next_reply(server, "a"), "Turn 1.");
}

TEST(ServerWithSqlite, TalksOnWhenTheDiskIsFull) {
  const TempFolder state;
  const auto settings = counting({{"HOTPIN_STORE", "sqlite"}, {"HOTPIN_STATE_DIR", state.path()}});
  std::signal(SIGXFSZ, SIG_IGN);  // which the server inherits: it gets an error, as on a full disk
  ServerProcess server(settings);
  const auto client = WireClient::joined(server.url(), "a");
  const rlimit full{0, RLIM_INFINITY};
  const rlimit room{RLIM_INFINITY, RLIM_INFINITY};
  ASSERT_EQ(prlimit(server.workers().at(0), RLIMIT_FSIZE, &full, nullptr), 0);
  EXPECT_EQ(next_reply(*client), "Turn 1.");
  EXPECT_TRUE(becomes(server, "degraded\n"));
  EXPECT_EQ(next_reply(*client), "Turn 2.");
  ASSERT_EQ(prlimit(server.workers().at(0), RLIMIT_FSIZE, &room, nullptr), 0);
  EXPECT_TRUE(becomes(server, "ready"));
  server.stop();
  const ServerProcess later(settings);
  EXPECT_EQ(next_reply(later, "a"), "Turn 3.");
}

TEST(ServerWithAWrongStore, SaysSoInOneLineWithoutSecrets) {
  for (const auto& [setting, value] : std::vector<std::pair<std::string, std::string>>{
           {"HOTPIN_STORE_URL", "redis://me:sesame@127.0.0.1:x"},
           {"HOTPIN_STORE_URL", "postgres://me:sesame@127.0.0.1?x=sesame"},
           {"HOTPIN_STORE_URL", "http://me:sesame@127.0.0.1"},
           {"HOTPIN_STORE", "redis"},
           {"HOTPIN_STORE", "shelf"},
           {"HOTPIN_STORE_PREFIX", "a:b"}}) {
    const Finished finished =
        run_program({HOTPIN_PROGRAM, "serve"}, counting({{"SERVER_PORT", "0"}, {setting, value}}));
    EXPECT_EQ(finished.exit_code, 2) << value;
    EXPECT_THAT(finished.output, HasSubstr(setting)) << value;
    EXPECT_THAT(finished.output, Not(HasSubstr("sesame")));
    EXPECT_EQ(std::count(finished.output.begin(), finished.output.end(), '\n'), 1)
        << finished.output;
  }
  const Finished finished = run_program(
      {HOTPIN_PROGRAM, "serve"},
      counting(
          {{"SERVER_PORT", "0"}, {"HOTPIN_STORE", "sqlite"}, {"HOTPIN_STATE_DIR", "/dev/null/x"}}));
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.output, HasSubstr("/dev/null/x"));
}

using MakeDatabase = std::function<std::unique_ptr<DatabaseServer>()>;
class ServersSharingAStore : public testing::TestWithParam<MakeDatabase> {
 protected:
  void SetUp() override {
    if (const std::string missing = database_->missing(); !missing.empty()) {
      GTEST_SKIP() << missing;
    }
    ASSERT_TRUE(database_->start());
  }
  ServerProcess::Environment settings() const {
    return counting({{"HOTPIN_STORE_URL", database_->url()}});
  }
  std::unique_ptr<DatabaseServer> database_ = GetParam()();
};

TEST_P(ServersSharingAStore, OneGoesOnWhereAnotherStopped) {
  const ServerProcess second(settings());
  {
    ServerProcess first(settings());
    EXPECT_EQ(next_reply(first, "a"), "Turn 1.");
    EXPECT_EQ(next_reply(first, "a"), "Turn 2.");
    first.stop();
  }
  EXPECT_EQ(next_reply(second, "a"), "Turn 3.");
}

TEST_P(ServersSharingAStore, ConversationsOutliveTheDatabase) {
  ServerProcess server(settings());
  const auto client = WireClient::joined(server.url(), "a");
  EXPECT_EQ(next_reply(*client), "Turn 1.");
  database_->kill();
  EXPECT_EQ(next_reply(*client), "Turn 2.");
  EXPECT_TRUE(becomes(server, "degraded\n"));
  EXPECT_THAT(readiness(server), HasSubstr("200"));
  EXPECT_EQ(next_reply(*client), "Turn 3.");
  // Whoever comes while it is away is served too; what waits is known.
  EXPECT_EQ(next_reply(server, "b"), "Turn 1.");
  ASSERT_TRUE(database_->start());
  EXPECT_TRUE(becomes(server, "ready"));
  EXPECT_EQ(next_reply(*client), "Turn 4.");
  server.stop();
  const ServerProcess later(settings());
  EXPECT_EQ(next_reply(later, "a"), "Turn 5.");
  EXPECT_EQ(next_reply(later, "b"), "Turn 2.");
}

TEST_P(ServersSharingAStore, AServerStartsWithoutTheDatabase) {
  database_->kill();
  const ServerProcess server(settings());
  EXPECT_TRUE(becomes(server, "degraded\n"));
  EXPECT_EQ(next_reply(server, "a"), "Turn 1.");
  ASSERT_TRUE(database_->start());
  EXPECT_TRUE(becomes(server, "ready"));
}

TEST_P(ServersSharingAStore, AWorkerThatWritesItsLastTurnsIsNotTakenForHung) {
  const TempFolder folder;
  const std::string log = folder.path() / "log";
  auto with_log = settings();
  with_log.insert(with_log.end(), {{"HOTPIN_HANG_S", "2"}, {"HOTPIN_LOG_FILE", log}});
  ServerProcess server(with_log);
  const auto client = WireClient::joined(server.url(), "a");
  EXPECT_EQ(next_reply(*client), "Turn 1.");
  database_->stop();  // the turns below wait for it, and so does the worker's end
  EXPECT_EQ(next_reply(*client), "Turn 2.");
  EXPECT_EQ(next_reply(*client), "Turn 3.");
  EXPECT_EQ(server.stop(), 0);
  database_->go_on();
  std::ifstream file(log);
  const std::string lines(std::istreambuf_iterator<char>(file), {});
  EXPECT_THAT(lines, Not(HasSubstr("no sign of life")));
  EXPECT_THAT(lines, HasSubstr("turns are lost with this process")) << "it came to its own end";
}

INSTANTIATE_TEST_SUITE_P(Redis, ServersSharingAStore, testing::Values(MakeDatabase([] {
                           return std::make_unique<RedisServer>();
                         })));
INSTANTIATE_TEST_SUITE_P(Postgres, ServersSharingAStore, testing::Values(MakeDatabase([] {
                           return std::make_unique<PostgresServer>();
                         })));

}  // namespace
}  // namespace hotpin::tests
