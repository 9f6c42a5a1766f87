// How the openai engines keep their connections, which names they wait for, and HTTP/2.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <netdb.h>

#include <condition_variable>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sstream>

#include "support/own_certificate.hpp"
#include "support/server_process.hpp"
#include "wire/openai_client.hpp"

namespace hotpin::tests {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// A name server that does not answer for one name while a test wants it so.
struct SlowNames {
  static constexpr const char* kHost = "slow.example";
  std::mutex mutex;
  std::condition_variable changed;
  bool is_slow = false;
  int asked = 0;
  int given_up = 0;

  /// Returns when the name server answers, or nobody lets it for half a minute.
  void ask() {
    std::unique_lock lock(mutex);
    ++asked;
    const bool answers =
        changed.wait_for(lock, std::chrono::seconds(30), [this] { return !is_slow; });
    if (!answers) ++given_up;
  }
  void set_slow(bool wanted) {
    const std::lock_guard lock(mutex);
    is_slow = wanted;
    changed.notify_all();
  }
};
SlowNames& slow_names() {
  static SlowNames names;
  return names;
}

}  // namespace
}  // namespace hotpin::tests

/// In place of the system's, also for libcurl.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  using hotpin::tests::SlowNames;
  if (host != nullptr && std::string_view(host) == SlowNames::kHost) {
    hotpin::tests::slow_names().ask();
    return EAI_AGAIN;
  }
  static const auto real =
      reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(host, service, hints, found);
}

namespace hotpin::tests {
namespace {

engine::LlmRequest question() { return {"c", {{engine::ChatMessage::Role::user, "Hi"}}, 20}; }

TEST(OpenAiConnections, ANameThatIsLookedUpHoldsNobodyUp) {
  ScriptedUpstream upstream(
      [](UpstreamPeer& peer, const UpstreamRequest&) { peer.stream(kWords); });
  slow_names().set_slow(true);
  {
    // The first look at the service has to end too.
    Client client("http://" + std::string(SlowNames::kHost) + ":1/v1");
    EXPECT_EQ(client.ask(), "!first_token_timeout");
  }
  slow_names().set_slow(false);
  const std::lock_guard lock(slow_names().mutex);
  EXPECT_EQ(slow_names().asked, 2);
  EXPECT_EQ(slow_names().given_up, 0) << "somebody waited for the name";
}

TEST(OpenAiConnections, AnEndlessHeadIsNotKept) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.send("HTTP/1.1 200 OK\r\n");
    const std::string value(4000, 'x');
    for (int i = 0; peer.send("x-" + std::to_string(i) + ": " + value + "\r\n"); ++i) {
    }
    peer.cut();
  });
  EXPECT_EQ(Client(upstream.url(), {{"HOTPIN_LLM_FIRST_TOKEN_MS", "60000"}}).ask(), "!cut");
}

TEST(OpenAiConnections, ABodyThatGoesOnBehindItsEndIsLeft) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well.");
    peer.chunk("data: [DONE]\n\n");
    peer.hang();
  });
  Client client(upstream.url());
  EXPECT_EQ(client.ask(), "Well.");
  EXPECT_TRUE(comes_true([&] { return upstream.open_connections() == 0; }));
}

TEST(OpenAiConnections, OneIsWarmWhenASessionBegins) {
  ScriptedUpstream upstream(
      [](UpstreamPeer& peer, const UpstreamRequest&) { peer.stream(kWords); });
  Client client(upstream.url());
  const int before = upstream.greetings();
  client.llm->prepare(question());
  EXPECT_TRUE(comes_true([&] { return upstream.greetings() == before + 1; }));
  client.llm->prepare(question());
  EXPECT_EQ(client.ask(), "Hello there.");
  EXPECT_EQ(upstream.greetings(), before + 1) << "it is warm still";
}

TEST(OpenAiConnections, AServiceThatAsksToBeLeftAloneIsNotWarmed) {
  ScriptedUpstream upstream(answering(429, "{}", "retry-after: 60\r\n"));
  Client client(upstream.url());
  EXPECT_EQ(client.ask(), "!upstream_429");
  const int before = upstream.greetings();
  client.llm->prepare(question());
  EXPECT_EQ(client.ask(), "!held") << "behind the other, on one thread";
  EXPECT_EQ(upstream.greetings(), before);
}

/// nginx before a service: TLS, with HTTP/2 offered. Its log has a line for each request: protocol,
/// connection, path.
class Http2 : public testing::Test {
 protected:
  void SetUp() override {
    if (nginx_.empty()) GTEST_SKIP() << "nginx is not installed";
    if (const std::string missing = OwnCertificate::missing(); !missing.empty()) {
      GTEST_SKIP() << missing;
    }
  }

  /// The engine, whose requests come to `upstream` through nginx.
  std::unique_ptr<Client> client_of(const ScriptedUpstream& upstream) {
    write_configuration(upstream.port());
    server_ = std::make_unique<ChildProgram>(
        std::vector<std::string>{nginx_, "-e", file("errors"), "-c", file("nginx.conf")});
    const Changes changes{{"HOTPIN_CA_FILE", certificate_.path()},
                          {"HOTPIN_LLM_FIRST_TOKEN_MS", "20000"},
                          {"HOTPIN_LLM_STALL_MS", "20000"}};
    std::unique_ptr<Client> client;
    const bool is_up = comes_true([&] {
      client = std::make_unique<Client>("https://127.0.0.1:" + port_ + "/v1", changes);
      return upstream.greetings() > 0;
    });
    EXPECT_TRUE(is_up) << "nginx does not serve";
    return client;
  }

  /// "PROTOCOL CONNECTION" of each chat, when there are `count` of them.
  std::vector<std::string> chats(std::size_t count) {
    std::vector<std::string> seen;
    EXPECT_TRUE(comes_true([&] {
      seen.clear();
      std::ifstream log(file("requests"));
      std::string protocol;
      for (std::string connection, path; log >> protocol >> connection >> path;) {
        if (path == "/v1/chat/completions") seen.push_back(protocol + " " + connection);
      }
      return seen.size() >= count;
    }));
    return seen;
  }

 private:
  std::string file(const char* name) const { return certificate_.folder() + "/" + name; }

  void write_configuration(std::uint16_t upstream_port) const {
    std::ofstream out(file("nginx.conf"));
    out << "daemon off; master_process off; user root; pid " << file("pid")
        << "; events {} http { log_format short '$server_protocol $connection $request_uri';"
        << " access_log " << file("requests") << " short;";
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
      out << " " << kind << "_temp_path " << file(kind) << ";";
    }
    out << " server { listen 127.0.0.1:" << port_ << " ssl http2; ssl_certificate "
        << certificate_.path() << "; ssl_certificate_key " << certificate_.key()
        << "; location / { proxy_pass http://127.0.0.1:" << upstream_port
        << "; proxy_http_version 1.1; proxy_buffering off; } } }\n";
  }

  const std::string nginx_ = find_program("nginx", {"/usr/sbin"});
  const OwnCertificate certificate_;
  const std::string port_ = std::to_string(free_port());
  std::unique_ptr<ChildProgram> server_;
};

TEST_F(Http2, AReplyStreams) {
  std::atomic<bool> was_heard{false};
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Hello");
    EXPECT_TRUE(comes_true([&] { return was_heard.load(); }));
    peer.delta(" there.");
    peer.end_stream();
  });
  const auto client = client_of(upstream);
  const auto recorder = std::make_shared<LlmRecorder>();
  client->llm->generate(question(), recorder->sink(), {});
  recorder->wait_for_text();
  EXPECT_EQ(recorder->text(), "Hello") << "before the rest is written";
  was_heard = true;
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->text() + recorder->error(), "Hello there.");
  EXPECT_THAT(chats(1), AllOf(SizeIs(1), Each(StartsWith("HTTP/2.0 "))));
}

TEST_F(Http2, OneConnectionCarriesManyTurnsOneAfterTheOther) {
  ScriptedUpstream upstream(
      [](UpstreamPeer& peer, const UpstreamRequest&) { peer.stream(kWords); });
  const auto client = client_of(upstream);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client->ask(), "Hello there.");
  const auto seen = chats(10);
  ASSERT_THAT(seen, SizeIs(10));
  EXPECT_THAT(seen, Each(seen.front()));
}

TEST_F(Http2, AndAtOnce) {
  constexpr int kCalls = 6;
  std::atomic<int> waiting{0};
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
    ++waiting;
    EXPECT_TRUE(comes_true([&] { return waiting == kCalls; })) << "all are under way at once";
    peer.stream(kWords);
  });
  const auto client = client_of(upstream);
  std::vector<std::shared_ptr<LlmRecorder>> recorders;
  for (int i = 0; i < kCalls; ++i) {
    recorders.push_back(std::make_shared<LlmRecorder>());
    client->llm->generate(question(), recorders.back()->sink(), {});
  }
  for (const auto& recorder : recorders) {
    ASSERT_TRUE(recorder->wait());
    EXPECT_EQ(recorder->text() + recorder->error(), "Hello there.");
  }
  const auto seen = chats(kCalls);
  ASSERT_THAT(seen, SizeIs(kCalls));
  EXPECT_THAT(seen, Each(seen.front()));
}

TEST_F(Http2, ACancelledTurnLeavesTheConnectionToTheOthers) {
  std::atomic<int> let_go{0};
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (request.body.find("Hi") == std::string::npos) return peer.stream(kWords);
    peer.begin_stream();
    peer.delta("Well,");
    peer.hang();
    ++let_go;
  });
  const auto client = client_of(upstream);
  EXPECT_EQ(client->ask("Who?"), "Hello there.");
  std::stop_source stop;
  const auto recorder = std::make_shared<LlmRecorder>();
  client->llm->generate(question(), recorder->sink(), stop.get_token());
  recorder->wait_for_text();
  stop.request_stop();
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), "cancelled");
  EXPECT_TRUE(comes_true([&] { return let_go == 1; })) << "the service hears of it";
  EXPECT_EQ(client->ask("Who?"), "Hello there.");
  const auto seen = chats(3);
  ASSERT_THAT(seen, SizeIs(3));
  EXPECT_THAT(seen, Each(seen.front()));
}

}  // namespace
}  // namespace hotpin::tests
