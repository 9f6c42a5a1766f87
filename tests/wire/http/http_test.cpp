#include <gmock/gmock.h>

#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Http : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ServerProcess>(on_fakes()); }
  static void TearDownTestSuite() { server.reset(); }

  static std::string ask(const std::string& line,
                         const std::string& headers = "Host: localhost\r\n") {
    return http_exchange(server->port(),
                         line + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n");
  }
  static inline std::unique_ptr<ServerProcess> server;
};

TEST_F(Http, TheRootIsAPageForBrowsersAndADescriptionForPrograms) {
  const std::string page =
      ask("GET /", "Host: localhost\r\nAccept: text/html,application/xhtml+xml\r\n");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(page, HasSubstr("text/html"));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy"));
  EXPECT_THAT(page, HasSubstr("hotpin talk"));
  const std::string description = ask("GET /");
  EXPECT_THAT(description, HasSubstr("application/json"));
  EXPECT_THAT(description, HasSubstr(R"("websocket_endpoint":"/ws")"));
  EXPECT_THAT(description, HasSubstr(R"("status":"running")"));
  EXPECT_THAT(description, HasSubstr(R"("protocol":{"handshake":)"));
}

TEST_F(Http, ThePagesFilesNeedNoTokenAndEverythingElseDoes) {
  auto settings = on_fakes();
  settings.emplace_back("HOTPIN_API_TOKEN", "secret");
  const ServerProcess guarded(settings);
  const auto status = [&](const std::string& path, const std::string& headers) {
    return http_exchange(guarded.port(),
                         "GET " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n")
        .substr(0, 12);
  };
  const std::string here = "Host: localhost\r\n";
  EXPECT_EQ(status("/", here + "Accept: text/html\r\n"), "HTTP/1.1 200");
  EXPECT_EQ(status("/main.js", here), "HTTP/1.1 200");
  EXPECT_EQ(status("/main.js", "Host: evil.example\r\n"), "HTTP/1.1 403");
  for (const char* path : {"/", "/health", "/voices", "/ws"}) {
    EXPECT_EQ(status(path, here), "HTTP/1.1 401") << path;
  }
}

TEST_F(Http, AWebSocketsPathTellsWhyItWouldBeRefused) {
  auto settings = on_fakes();
  settings.emplace_back("HOTPIN_MAX_SESSIONS", "1");
  const ServerProcess small(settings);
  const std::string question = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  EXPECT_THAT(http_exchange(small.port(), question), StartsWith("HTTP/1.1 426"));
  const auto client = WireClient::joined(small.url());
  const std::string refusal = http_exchange(small.port(), question);
  EXPECT_THAT(refusal, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(refusal, HasSubstr("Retry-After"));
}

TEST_F(Http, HealthHasThePrototypesShape) {
  const std::string health = ask("GET /health");
  EXPECT_THAT(health,
              HasSubstr(R"("status":"healthy","vosk_model_loaded":true,"active_sessions":0)"));
  EXPECT_THAT(health, HasSubstr(R"("stt":"fake","llm":"fake","tts":"fake")"));
  const auto client = WireClient::joined(server->url());
  EXPECT_THAT(ask("GET /health"), HasSubstr(R"("active_sessions":1)"));
}

TEST_F(Http, VoicesHaveThePrototypesShape) {
  const std::string voices = ask("GET /voices");
  EXPECT_THAT(voices, HasSubstr("application/json"));
  EXPECT_THAT(voices, HasSubstr(R"({"voices":[{"id":"fake","name":"A tone","languages":["en"])"));
  EXPECT_THAT(
      voices,
      HasSubstr(R"-({"id":"gmw/en-US","name":"English (America)","languages":["en-us","en"])-"));
  EXPECT_THAT(voices, testing::ContainsRegex(R"("count":1[0-9][0-9]\})"));
  EXPECT_THAT(ask("POST /voices"), StartsWith("HTTP/1.1 405"));
}

TEST_F(Http, OtherPathsAndMethodsAreRefusedInWords) {
  EXPECT_THAT(ask("GET /nothing"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(ask("GET /../../etc/passwd"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(ask("POST /"), StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(ask("GET /ws"), StartsWith("HTTP/1.1 426"));
  const std::string head = ask("HEAD /health");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(head, Not(HasSubstr("healthy")));
}

TEST_F(Http, BrokenRequestsGetAnAnswerAndTheServerGoesOn) {
  EXPECT_THAT(http_exchange(server->port(), "\x16\x03\x01 garbage\r\n\r\n"),
              StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask("GET /", "Host: localhost\r\nX: " + std::string(40'000, 'x') + "\r\n"),
              StartsWith("HTTP/1.1 431"));
  for (const std::size_t bytes : {8'200, 30'000})  // of a login proxy
    EXPECT_THAT(
        ask("GET /health", "Host: localhost\r\nCookie: a=" + std::string(bytes, 'x') + "\r\n"),
        HasSubstr("healthy"));
  const std::string large = "Host: localhost\r\nContent-Length: 10000000\r\n";
  EXPECT_THAT(ask("GET /", large), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(ask("POST /v1/audio/transcriptions", large), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(ask("POST /", large), StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(http_exchange(server->port(), std::string(100'000, 'A')), StartsWith("HTTP/1.1 4"));
  RawSocket(server->port()).reset();
  EXPECT_THAT(ask("GET /health"), HasSubstr("healthy"));
}

TEST_F(Http, AConnectionServesSeveralRequests) {
  RawSocket socket(server->port());
  for (int i = 0; i < 3; ++i) {
    socket.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(socket.read_until_closed(10, "}\n"), HasSubstr("healthy"));
  }
}

TEST_F(Http, AForeignNameIsRefused) {
  EXPECT_THAT(ask("GET /health", "Host: evil.example\r\n"), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(ask("GET /health", ""), StartsWith("HTTP/1.1 403"));
}

TEST_F(Http, AFloodOfConnectionsLeavesNothingBehind) {
  for (int i = 0; i < 300; ++i) {
    RawSocket socket(server->port());
    socket.send("GET / HT");
  }
  EXPECT_THAT(ask("GET /health"), HasSubstr(R"("active_sessions":0)"));
}

}  // namespace
}  // namespace hotpin::tests
