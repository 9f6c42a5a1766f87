#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;

std::string metrics_of(const ServerProcess& server) {
  return http_exchange(server.port(),
                       "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(std::filesystem::path(HOTPIN_SOURCE_DIR) / path).rdbuf();
  return text.str();
}

std::set<std::string> names_in(const std::string& text, const std::regex& pattern) {
  std::set<std::string> names;
  for (std::sregex_iterator found(text.begin(), text.end(), pattern), end; found != end; ++found)
    names.insert((*found)[1]);
  return names;
}

TEST(Metrics, AnyWorkerTellsOfTheTurnsOfAll) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_WORKERS", "2"}}));
  EXPECT_THAT(metrics_of(server), HasSubstr("Content-Type: text/plain; version=0.0.4"));
  constexpr int kTurns = 8;  // connections go to whichever worker takes them
  for (int i = 0; i < kTurns; ++i) WireClient::joined(server.url())->turn(8000);
  for (int i = 0; i < kTurns; ++i) {
    const std::string told = metrics_of(server);
    EXPECT_THAT(told, HasSubstr("hotpin_turns_total{how=\"spoken\"} 8\n"));
    EXPECT_THAT(told, HasSubstr("hotpin_response_latency_seconds_count 8\n"));
    EXPECT_THAT(told, HasSubstr("hotpin_audio_bytes_total{direction=\"in\"} 128000\n"));
    EXPECT_THAT(told, HasSubstr("hotpin_workers 2\n"));
  }
}

TEST(Metrics, TellHowTurnsEndedAndWhatFailed) {
  const ServerProcess server(on_fakes("fail=llm"));
  const auto client = WireClient::joined(server.url());
  client->turn(8000);
  const std::string told = metrics_of(server);
  EXPECT_THAT(told, HasSubstr("hotpin_turns_total{how=\"failed\"} 1\n"));
  EXPECT_THAT(told, HasSubstr("hotpin_failures_total{what=\"model\"} 1\n"));
  EXPECT_THAT(told, HasSubstr("hotpin_response_latency_seconds_count 0\n"));
  EXPECT_THAT(told, HasSubstr("hotpin_sessions 1\n"));
}

TEST(Metrics, AreDocumentedAndTheDashboardUsesWhatIsThere) {
  const ServerProcess server(on_fakes());
  const auto told = names_in(metrics_of(server), std::regex("# TYPE (\\w+) "));
  EXPECT_GT(told.size(), 10U);
  const std::string manual = read("docs/OPERATIONS.md");
  for (const std::string& name : told) EXPECT_THAT(manual, HasSubstr("`" + name));
  const auto used =
      names_in(read("deploy/grafana.json"), std::regex("(hotpin_\\w+?)(_bucket|_sum|_count)?\\b"));
  EXPECT_GT(used.size(), 10U);
  for (const std::string& name : used) EXPECT_TRUE(told.count(name)) << name;
}

}  // namespace
}  // namespace hotpin::tests
