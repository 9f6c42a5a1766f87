// Who gets in: named keys, guests, and what is asked before anything is read.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>

#include "server/access/key_file.hpp"
#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kSilent = 200;

std::string upgrade_request(const std::string& headers = {}) {
  return "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         headers + "\r\n";
}

/// Sockets that upgrade without a token and say nothing.
class SilentCrowd {
 public:
  explicit SilentCrowd(std::uint16_t port) {
    for (std::size_t i = 0; i < kSilent; ++i) {
      sockets_.push_back(std::make_unique<RawSocket>(port));
      sockets_.back()->send(upgrade_request());
      answers_.push_back(sockets_.back()->read_until_closed(20, "\r\n\r\n"));
    }
  }
  std::size_t upgraded() const {
    return static_cast<std::size_t>(std::count_if(
        answers_.begin(), answers_.end(),
        [](const std::string& answer) { return answer.find(" 101 ") != std::string::npos; }));
  }

 private:
  std::vector<std::unique_ptr<RawSocket>> sockets_;
  std::vector<std::string> answers_;
};

std::string hello(const std::string& token) {
  return R"({"session_id":"a","events":true,"token":")" + token + R"("})";
}

net::WebSocketClient::Options bearer(const std::string& key) {
  return {.headers = {{"Authorization", "Bearer " + key}}};
}

/// Joined, or why not: "1008 the token is missing or wrong", "HTTP 429: ...".
std::string join_by_handshake(const std::string& url, const std::string& key) {
  WireClient client(url);
  if (!client.refusal.empty()) return client.refusal;
  client.say(hello(key));
  const Message first = client.read();
  if (first.kind == Message::Kind::closed)
    return std::to_string(first.close_code) + " " + first.data;
  return first.data;
}

TEST(Guests, TheHolderOfATokenGetsInBesideACrowdThatHasNone) {
  const ServerProcess server(
      on_fakes("", {{"HOTPIN_API_TOKEN", "sesame"}, {"HOTPIN_MAX_SESSIONS_PER_ADDRESS", "2"}}));
  const SilentCrowd crowd(server.port());
  EXPECT_EQ(crowd.upgraded(), kSilent) << "the newest is not refused";
  WireClient by_header(server.url(), bearer("sesame"));
  EXPECT_EQ(by_header.refusal, "");
  by_header.say(hello(""));
  EXPECT_THAT(by_header.read().data, HasSubstr("connected"));
  WireClient by_handshake(server.url());
  by_handshake.say(hello("sesame"));
  EXPECT_THAT(by_handshake.read().data, HasSubstr("connected"));
  EXPECT_THAT(join_by_handshake(server.url(), "sesame"), HasSubstr("1013 this address holds 2"));
  EXPECT_THAT(http_exchange(server.port(),
                            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            "Authorization: Bearer sesame\r\n\r\n"),
              HasSubstr("hotpin_sessions 2\n"));
}

TEST(Guests, WhoMakesWayIsToldWhy) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_API_TOKEN", "sesame"}}));
  WireClient first(server.url());
  const SilentCrowd crowd(server.port());
  const Message told = first.read();
  EXPECT_EQ(told.close_code, 1013);
  EXPECT_THAT(told.data, HasSubstr("others wait"));
}

TEST(Guests, AFullServerTellsThemBeforeTheUpgrade) {
  const ServerProcess server(
      on_fakes("", {{"HOTPIN_API_TOKEN", "sesame"}, {"HOTPIN_MAX_SESSIONS", "1"}}));
  WireClient first(server.url());
  first.say(hello("sesame"));
  EXPECT_THAT(first.read().data, HasSubstr("connected"));
  EXPECT_THAT(WireClient(server.url()).refusal, HasSubstr("all 1 conversations are taken"));
}

TEST(Guests, NobodysBodyIsReadBeforeTheKeyIsKnown) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_API_TOKEN", "sesame"}}));
  for (const char* path : {"/image", "/health", "/nowhere"}) {
    for (const char* length : {"Content-Length: 60000\r\n", "Transfer-Encoding: chunked\r\n"}) {
      RawSocket socket(server.port());
      socket.send("POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + length +
                  "Content-Type: multipart/form-data; boundary=x\r\n\r\n");
      EXPECT_THAT(socket.read_until_closed(20, "\r\n\r\n"), StartsWith("HTTP/1.1 401")) << path;
    }
  }
}

class KeysFile : public testing::Test {
 protected:
  KeysFile() { write(line("kitchen", "k1", 2, 0) + line("hall", "k2", 0, 2)); }
  void write(const std::string& text) { std::ofstream(path_) << text; }
  static std::string line(const std::string& name, const std::string& key, int sessions = 0,
                          int turns = 0) {
    return server::key_line({name, server::hash_of_key(key), sessions, turns}) + "\n";
  }
  ServerProcess::Environment settings() const {
    return on_fakes("", {{"HOTPIN_KEYS_FILE", path_}, {"HOTPIN_WORKERS", "2"}});
  }
  bool gets_in(const ServerProcess& server, const std::string& key) {
    return join_by_handshake(server.url(), key).find("connected") != std::string::npos;
  }

  TempFolder folder_;
  const std::string path_ = (folder_.path() / "keys").string();
};

TEST_F(KeysFile, SessionsAreCountedByKeyOverAllWorkers) {
  const ServerProcess server(settings());
  WireClient first(server.url(), bearer("k1"));
  WireClient second(server.url());
  first.say(hello(""));
  second.say(hello("k1"));
  EXPECT_THAT(first.read().data, HasSubstr("connected"));
  EXPECT_THAT(second.read().data, HasSubstr("connected"));
  const std::string refused = "this key holds 2 conversations already";
  for (int i = 0; i < 4; ++i) {  // whichever worker takes it
    EXPECT_EQ(join_by_handshake(server.url(), "k1"), "1013 " + refused);
    const std::string answer =
        http_exchange(server.port(), upgrade_request("Authorization: Bearer k1\r\n"));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 429"));
    EXPECT_THAT(answer, HasSubstr("Retry-After: 5"));
    EXPECT_THAT(answer, HasSubstr(refused));
  }
  EXPECT_TRUE(gets_in(server, "k2"));
  EXPECT_EQ(join_by_handshake(server.url(), "kitchen"), "1008 the token is missing or wrong");
  first.close();
  EXPECT_TRUE(comes_true([&] { return gets_in(server, "k1"); }));
}

TEST_F(KeysFile, TurnsAMinuteAreCountedByKeyAndTheSessionLives) {
  const ServerProcess server(settings());
  WireClient client(server.url());
  client.say(hello("k2"));
  EXPECT_THAT(client.read().data, HasSubstr("connected"));
  EXPECT_THAT(client.turn(8000).back(), HasSubstr(R"("spoken")"));
  EXPECT_THAT(client.turn(8000).back(), HasSubstr(R"("spoken")"));
  std::size_t bytes = 0;
  const auto third = client.turn(8000, &bytes);
  EXPECT_THAT(third, testing::Contains(HasSubstr(R"("too_many_turns")")));
  EXPECT_THAT(third.back(), HasSubstr(R"("failed")"));
  EXPECT_GT(bytes, 1000U) << "it is said, too";
  EXPECT_THAT(client.turn(8000).back(), HasSubstr(R"("complete")")) << "it goes on";
}

TEST_F(KeysFile, IsReadAgainAtSighupAndAFaultyOneIsNotTaken) {
  const ServerProcess server(settings());
  WireClient kitchen(server.url());
  kitchen.say(hello("k1"));
  EXPECT_THAT(kitchen.read().data, HasSubstr("connected"));
  EXPECT_FALSE(gets_in(server, "k3"));
  write("kitchen\n");
  kill(server.pid(), SIGHUP);
  EXPECT_TRUE(gets_in(server, "k2"));
  write(line("hall", "k2") + line("attic", "k3"));
  kill(server.pid(), SIGHUP);
  EXPECT_TRUE(comes_true([&] {
    for (int i = 0; i < 4; ++i) {  // every worker
      if (!gets_in(server, "k3") || gets_in(server, "k1")) return false;
    }
    return true;
  }));
  EXPECT_TRUE(gets_in(server, "k2"));
  kitchen.say(R"({"signal":"EOS"})");
  const Message told = kitchen.read();
  EXPECT_EQ(told.close_code, 1008);
  EXPECT_THAT(told.data, HasSubstr("the token was withdrawn"));
}

TEST_F(KeysFile, AFaultIsOneLineAndExitTwoAtTheStart) {
  struct Case {
    std::string text;
    const char* fault;
  };
  for (const auto& [text, fault] : {Case{line("a", "k") + "b secret\n", "keys: line 2: "},
                                    Case{"# nobody yet\n", "holds no key"}}) {
    write(text);
    auto environment = settings();
    environment.emplace_back("SERVER_PORT", "0");
    const Finished run = run_program({HOTPIN_PROGRAM, "serve"}, environment);
    EXPECT_EQ(run.exit_code, 2) << run.output;
    EXPECT_THAT(run.output, StartsWith("hotpin: HOTPIN_KEYS_FILE: "));
    EXPECT_THAT(run.output, HasSubstr(fault));
    EXPECT_THAT(run.output, testing::Not(HasSubstr("secret")));
    EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
  }
}

TEST_F(KeysFile, TheCommandMakesAKeyAndItsLine) {
  const Finished made =
      run_program({"/bin/sh", "-c", "\"$0\" keys new porch --sessions 3 --turns 9 2>\"$1.key\"",
                   HOTPIN_PROGRAM, path_});
  EXPECT_EQ(made.exit_code, 0);
  EXPECT_THAT(made.output, StartsWith("porch sha256:"));
  EXPECT_THAT(made.output, testing::EndsWith(" sessions=3 turns=9\n"));
  write(made.output);
  std::ifstream told(path_ + ".key");
  std::string key;
  for (std::string word; told >> word;) key = word;
  const ServerProcess server(settings());
  EXPECT_TRUE(gets_in(server, key));
  EXPECT_EQ(run_program({HOTPIN_PROGRAM, "keys", "new", "a:b"}).exit_code, 2);
  EXPECT_EQ(run_program({HOTPIN_PROGRAM, "keys"}).exit_code, 2);
}

TEST(Guesses, AreBoundedAndOthersAreNotAskedToPay) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_API_TOKEN", "sesame"}}));
  const auto get = [&](const std::string& token) {
    return http_exchange(server.port(),
                         "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                         "Authorization: Bearer " +
                             token + "\r\n\r\n")
        .substr(9, 3);
  };
  int wrong = 0;
  while (get("guess") == "401" && wrong < 5000) ++wrong;
  EXPECT_GE(wrong, 60);
  EXPECT_LT(wrong, 5000);
}

}  // namespace
}  // namespace hotpin::tests
