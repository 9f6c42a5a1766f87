#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

ServerProcess::Environment workers(int count, const std::string& script = "",
                                   ServerProcess::Environment more = {}) {
  more.insert(more.end(), {{"HOTPIN_WORKERS", std::to_string(count)}, {"HOTPIN_HANG_S", "2"}});
  return on_fakes(script, std::move(more));
}

/// A letter, as in proc(5); X when there is none.
std::string state_of(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  return stat >> number >> name >> state ? state : "X";
}

bool is_gone(pid_t pid) { return state_of(pid) == "Z" || state_of(pid) == "X"; }

std::string get(const ServerProcess& server, const std::string& path) {
  return http_exchange(server.port(),
                       "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}

TEST(Workers, ShareOnePortAndOneCount) {
  const ServerProcess server(workers(4));
  ASSERT_THAT(server.workers(), SizeIs(4));
  std::vector<std::unique_ptr<WireClient>> clients;
  for (int i = 0; i < 12; ++i) clients.push_back(WireClient::joined(server.url()));
  for (const auto& client : clients) {
    EXPECT_THAT(client->turn(8000).back(), HasSubstr("spoken"));
  }
  for (int i = 0; i < 8; ++i) {
    EXPECT_THAT(get(server, "/health"), HasSubstr(R"("active_sessions":12)"));
  }
}

TEST(Workers, ADeadOneIsReplacedAndDisturbsNobodyElse) {
  const ServerProcess server(workers(3));
  const std::vector<pid_t> before = server.workers();
  std::vector<std::unique_ptr<WireClient>> clients;
  for (int i = 0; i < 9; ++i) clients.push_back(WireClient::joined(server.url()));
  kill(before[0], SIGKILL);
  ASSERT_TRUE(comes_true([&] {
    const auto now = server.workers();
    return now.size() == 3 && std::count(now.begin(), now.end(), before[0]) == 0;
  }));
  std::size_t alive = 0;
  for (const auto& client : clients) {
    if (!client->give(16000) || !client->say(R"({"signal":"EOS"})")) continue;
    for (Message message = client->read(); message.kind != Message::Kind::closed;
         message = client->read()) {
      if (message.data.find(R"("complete")") == std::string::npos) continue;
      ++alive;
      break;
    }
  }
  const std::string health = get(server, "/health");
  EXPECT_THAT(health, HasSubstr(R"("active_sessions":)" + std::to_string(alive)));
  EXPECT_THAT(WireClient::joined(server.url())->turn(8000).back(), HasSubstr("spoken"));
}

TEST(Workers, AHungOneIsReplacedWhileTheOthersServe) {
  const ServerProcess server(workers(2));
  const pid_t hung = server.workers()[0];
  kill(hung, SIGSTOP);
  ASSERT_TRUE(comes_true([&] { return state_of(hung) == "T"; })) << "until then it serves";
  for (int i = 0; i < 6; ++i) {
    EXPECT_THAT(WireClient::joined(server.url())->turn(8000).back(), HasSubstr("spoken"));
  }
  EXPECT_TRUE(comes_true([&] { return is_gone(hung) && server.workers().size() == 2; }));
}

/// It is killed, and looked at again and again until it is gone.
TEST(Workers, AHungOneIsOneLineInTheLog) {
  const std::string path = testing::TempDir() + "/hotpin-hung.log";
  std::filesystem::remove(path);
  const ServerProcess server(
      workers(2, "", {{"HOTPIN_LOG_FILE", path}, {"HOTPIN_LOG_LEVEL", "info"}}));
  const auto lines_with = [&path](const std::string& text) {
    std::ifstream in(path);
    int count = 0;
    for (std::string line; std::getline(in, line);) count += line.find(text) != line.npos ? 1 : 0;
    return count;
  };
  const pid_t hung = server.workers()[0];
  kill(hung, SIGSTOP);
  ASSERT_TRUE(comes_true([&] { return lines_with(" is ready") >= 1; })) << "the one in its place";
  EXPECT_EQ(lines_with("gives no sign of life"), 1);
  EXPECT_EQ(lines_with("is replaced"), 1);
}

TEST(Workers, StoppingLetsTurnsFinishAndRefusesNewOnes) {
  const ServerProcess server(workers(2, "llm_token_ms=100;llm_reply=one two three four five six"));
  const auto talking = WireClient::joined(server.url(), "talking");
  const auto idle = WireClient::joined(server.url(), "idle");
  talking->give(16000);
  talking->say(R"({"signal":"EOS"})");
  talking->read_up_to(R"("stage":"llm")");
  kill(server.pid(), SIGTERM);
  const Message told = idle->read();
  EXPECT_EQ(told.close_code, 1012);
  EXPECT_EQ(told.data, "service restart");
  EXPECT_THAT(get(server, "/readyz"), HasSubstr("503"));
  EXPECT_THAT(get(server, "/healthz"), HasSubstr("200"));
  const WireClient late(server.url());
  EXPECT_THAT(late.refusal, HasSubstr("503"));
  EXPECT_THAT(talking->read_up_to(R"("complete")").back(), HasSubstr("spoken"));
  EXPECT_EQ(talking->read().close_code, 1012);
  ASSERT_TRUE(comes_true([&] { return is_gone(server.pid()); }));
}

TEST(Workers, WhoHasComeBeforeTheEndIsAnswered) {
  const ServerProcess server(workers(1));
  RawSocket early(server.port());
  early.send("GET /readyz HTTP/1.1\r\n");
  get(server, "/healthz");  // the worker has accepted the one before
  kill(server.pid(), SIGTERM);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // long enough to end without them
  early.send("Host: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(early.read_until_closed(20), HasSubstr("503"));
  EXPECT_TRUE(comes_true([&] { return is_gone(server.pid()); }));
}

TEST(Workers, ASecondSignalStopsAtOnce) {
  const ServerProcess server(workers(2, "llm_first_token_ms=60000", {{"HOTPIN_DRAIN_S", "600"}}));
  const std::vector<pid_t> children = server.workers();
  const auto talking = WireClient::joined(server.url());
  talking->give(16000);
  talking->say(R"({"signal":"EOS"})");
  talking->read_up_to(R"("stage":"llm")");
  kill(server.pid(), SIGTERM);
  ASSERT_TRUE(comes_true([&] { return get(server, "/readyz").find("503") != std::string::npos; }));
  kill(server.pid(), SIGTERM);
  EXPECT_TRUE(comes_true([&] { return is_gone(server.pid()); }));
  for (const pid_t child : children) EXPECT_TRUE(comes_true([&] { return is_gone(child); }));
}

TEST(Workers, NoneIsLeftWhenTheSupervisorIsKilled) {
  auto settings = workers(2);
  for (auto& [name, value] : settings) {
    if (name == "HOTPIN_TTS") value = "espeak";
  }
  const ServerProcess server(settings);
  std::vector<pid_t> family = server.workers();
  for (const pid_t worker : server.workers()) {
    for (const auto& task :
         std::filesystem::directory_iterator("/proc/" + std::to_string(worker) + "/task")) {
      std::ifstream children(task.path() / "children");
      for (pid_t child = 0; children >> child;) family.push_back(child);
    }
  }
  EXPECT_GT(family.size(), 2U) << "the voice has programs of its own";
  kill(server.pid(), SIGKILL);
  for (const pid_t one : family) EXPECT_TRUE(comes_true([&] { return is_gone(one); })) << one;
}

TEST(Workers, ALogFileThatWasMovedAwayIsOpenedAgain) {
  const std::string folder = testing::TempDir();
  const std::string path = folder + "/hotpin-test.log";
  std::filesystem::remove(path);
  const ServerProcess server(
      workers(2, "", {{"HOTPIN_LOG_FILE", path}, {"HOTPIN_LOG_LEVEL", "info"}}));
  const auto lines = [](const std::string& file) {
    std::ifstream in(file);
    return std::count(std::istreambuf_iterator<char>(in), {}, '\n');
  };
  WireClient::joined(server.url())->turn(8000);
  ASSERT_TRUE(comes_true([&] { return lines(path) >= 1; }));
  std::filesystem::rename(path, path + ".1");
  kill(server.pid(), SIGHUP);
  EXPECT_TRUE(comes_true([&] {
    WireClient::joined(server.url())->turn(8000);
    return lines(path) >= 1;
  }));
  EXPECT_THAT(WireClient::joined(server.url())->turn(8000).back(), HasSubstr("spoken"));
}

TEST(Workers, AFaultInTheSettingsIsOneLine) {
  for (const auto& settings :
       {on_fakes("no such thing"), on_fakes("", {{"HOTPIN_STORE", "a\nb"}})}) {
    const Finished ended =
        run_program({HOTPIN_PROGRAM, "serve", "--port", "0", "--workers", "3"}, settings);
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_EQ(std::count(ended.output.begin(), ended.output.end(), '\n'), 1) << ended.output;
  }
}

TEST(Probes, AreReadyWithoutAToken) {
  const ServerProcess server(workers(1, "", {{"HOTPIN_API_TOKEN", "secret"}}));
  EXPECT_THAT(get(server, "/healthz"), HasSubstr("200 OK"));
  EXPECT_THAT(get(server, "/readyz"), HasSubstr("ready"));
  EXPECT_THAT(get(server, "/health"), HasSubstr("401"));
}

/// Hosts, ports and names of databases are for who holds the token, and for the log.
TEST(Probes, WhyItIsDegradedIsToldToTheTokensHolderAlone) {
  const std::string log = testing::TempDir() + "/hotpin-degraded.log";
  for (const std::string token : {"", "secret"}) {
    std::filesystem::remove(log);
    const ServerProcess server(workers(1, "",
                                       {{"HOTPIN_API_TOKEN", token},
                                        {"HOTPIN_STORE", "redis"},
                                        {"HOTPIN_STORE_URL", "redis://joe:sesame@127.0.0.1:1/7"},
                                        {"HOTPIN_LOG_FILE", log}}));
    const std::string head = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    EXPECT_THAT(http_exchange(server.port(), head + "\r\n"), EndsWith("\r\n\r\ndegraded\n"));
    const std::string wrong = head + "Authorization: Bearer wrong\r\n\r\n";
    EXPECT_THAT(http_exchange(server.port(), wrong), EndsWith("\r\n\r\ndegraded\n"));
    const std::string right =
        http_exchange(server.port(), head + "Authorization: Bearer secret\r\n\r\n");
    EXPECT_EQ(right.find("degraded: ") != right.npos, !token.empty()) << right;
    EXPECT_THAT(right, Not(HasSubstr("sesame")));
    const auto logged = [&log] {
      std::ifstream file(log);
      return std::string(std::istreambuf_iterator<char>(file), {});
    };
    EXPECT_TRUE(comes_true([&] { return logged().find("127.0.0.1") != std::string::npos; }));
    EXPECT_THAT(logged(), Not(HasSubstr("sesame")));
  }
}

}  // namespace
}  // namespace hotpin::tests
