#include <gmock/gmock.h>

#include <array>

#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::string_literals;

const std::string kV2FromNine =
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x09\x7f\0\0\x01\x12\x34\x1f\x40"s;

std::string upgrade(const std::string& headers) {
  return "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         headers + "\r\n";
}

/// A WebSocket that stays open; `status` is what its upgrade was answered.
struct Opened {
  Opened(std::uint16_t port, const std::string& before, const std::string& headers) : socket(port) {
    socket.send(before + upgrade("Host: localhost\r\n" + headers));
    head = socket.read_until_closed(10, "\r\n\r\n");
    if (head.starts_with("HTTP/1.1 101")) {
      const std::string hello = R"({"session_id":"a","events":true})";
      socket.send("\x81"s + static_cast<char>(0x80U | hello.size()) + "\0\0\0\0"s + hello);
      head += socket.read_until_closed(10, "connected");
    }
  }
  bool is_open() const { return head.starts_with("HTTP/1.1 101"); }
  RawSocket socket;
  std::string head;
};

ServerProcess::Environment behind(const char* proxies, ServerProcess::Environment more = {}) {
  more.emplace_back("HOTPIN_TRUSTED_PROXIES", proxies);
  more.emplace_back("HOTPIN_MAX_SESSIONS_PER_ADDRESS", "1");
  return on_fakes("", more);
}

TEST(Forwarding, TheClientsOwnAddressIsInTheLimit) {
  const ServerProcess server(behind("loopback"));
  const std::vector<std::array<std::string, 4>> ways = {
      // before HTTP and in its head, of one client and of another
      {"", "X-Forwarded-For: 203.0.113.1\r\n", "", "X-Forwarded-For: 203.0.113.2\r\n"},
      {"", "Forwarded: for=\"[2001:db8::1]:4711\"\r\n", "",
       "Forwarded: for=\"[2001:db8:0:1::1]\"\r\n"},
      {"PROXY TCP4 203.0.113.3 127.0.0.1 4711 8000\r\n", "",
       "PROXY TCP4 203.0.113.4 127.0.0.1 4711 8000\r\n", ""},
      {kV2FromNine, "", "", "X-Real-IP: 203.0.113.5\r\n"},
  };
  for (const auto& [before, headers, others_before, others_headers] : ways) {
    SCOPED_TRACE(headers + before);
    const Opened first(server.port(), before, headers);
    EXPECT_TRUE(first.is_open()) << first.head;
    EXPECT_THAT(Opened(server.port(), before, headers).head, StartsWith("HTTP/1.1 503"));
    EXPECT_TRUE(Opened(server.port(), others_before, others_headers).is_open());
  }
}

TEST(Forwarding, NothingIsBelievedFromOthers) {
  const ServerProcess server(behind("10.0.0.0/8"));
  const Opened first(server.port(), "", "X-Forwarded-For: 203.0.113.1\r\n");
  EXPECT_TRUE(first.is_open());
  EXPECT_THAT(Opened(server.port(), "", "X-Forwarded-For: 203.0.113.2\r\n").head,
              HasSubstr("this address"));
  for (const std::string& header : {"PROXY TCP4 203.0.113.3 127.0.0.1 4711 8000\r\n"s, kV2FromNine})
    EXPECT_THAT(http_exchange(server.port(), header + "GET /healthz HTTP/1.1\r\n\r\n"),
                StartsWith("HTTP/1.1 400"));
}

TEST(Forwarding, AProxyMaySpeakForItselfAndABrokenHeaderEndsTheConnection) {
  const ServerProcess server(behind("loopback"));
  const std::string get = "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n";
  for (const std::string& before : {""s, "PROXY UNKNOWN\r\n"s, "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"s})
    EXPECT_THAT(http_exchange(server.port(), before + get), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(http_exchange(server.port(), "PROXY TCP4 nobody\r\n" + get), "");
  RawSocket slow(server.port());
  for (const char c : "PROXY TCP4 203.0.113.9 127.0.0.1 4711 8000\r\n" + get) slow.send({&c, 1});
  EXPECT_THAT(slow.read_until_closed(20), StartsWith("HTTP/1.1 200"));
}

TEST(Forwarding, APageThatCameOverTlsIsNotSentToIt) {
  const ServerProcess server(
      behind("loopback", {{"HOTPIN_TLS", "1"}, {"HOTPIN_ALLOWED_HOSTS", "v.example"}}));
  const auto ask = [&](const std::string& headers) {
    return http_exchange(server.port(),
                         "GET / HTTP/1.1\r\nHost: v.example\r\nAccept: text/html\r\n"
                         "Connection: close\r\n" +
                             headers + "\r\n")
        .substr(9, 3);
  };
  EXPECT_EQ(ask(""), "307");
  EXPECT_EQ(ask("X-Forwarded-Proto: https\r\n"), "200");
  EXPECT_EQ(ask("Forwarded: proto=https;for=203.0.113.1\r\n"), "200");
  EXPECT_EQ(ask("X-Forwarded-Proto: http\r\n"), "307");
}

TEST(Forwarding, TheNameThatTheProxyWasAskedForMakesAPageOurs) {
  const ServerProcess server(behind("loopback", {{"HOTPIN_ALLOWED_HOSTS", "v.example"}}));
  const auto status = [&](const std::string& headers) {
    return Opened(server.port(), "", headers).head.substr(9, 3);
  };
  EXPECT_EQ(status("Origin: https://v.example:8443\r\nX-Forwarded-Host: v.example\r\n"), "101");
  EXPECT_EQ(status("Origin: https://v.example\r\nX-Forwarded-Host: evil.example\r\n"), "403");
  EXPECT_EQ(status("Origin: https://evil.example\r\nX-Forwarded-Host: v.example\r\n"), "403");
}

TEST(Forwarding, APageIsToldWhyItsWebSocketIsRefused) {
  const ServerProcess server(behind("", {{"HOTPIN_ALLOWED_HOSTS", "v.example"}}));
  const auto ask = [&](const std::string& query) {
    return http_exchange(
        server.port(),
        "GET /ws" + query + " HTTP/1.1\r\nHost: v.example\r\nConnection: close\r\n\r\n");
  };
  EXPECT_THAT(ask("?origin=https%3A%2F%2Fv.example%3A8443"), StartsWith("HTTP/1.1 426"));
  const std::string refusal = ask("?origin=https%3A%2F%2Fw.example");
  EXPECT_THAT(refusal, StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(refusal, HasSubstr("proxy_set_header Host $http_host"));
}

TEST(CrossOrigin, AnAllowedPageMayAskWithoutAToken) {
  const ServerProcess server(on_fakes(
      "", {{"HOTPIN_API_TOKEN", "secret"}, {"HOTPIN_ALLOWED_ORIGINS", "https://friend.example/"}}));
  const auto ask = [&](const std::string& line, const std::string& headers) {
    return http_exchange(
        server.port(),
        line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
  };
  const std::string friendly = "Origin: https://friend.example\r\n";
  const std::string asks = "Access-Control-Request-Method: POST\r\n";
  for (const char* path : {"/image", "/voices", "/health"}) {
    const std::string answer = ask("OPTIONS "s + path, friendly + asks);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 204")) << path;
    EXPECT_THAT(answer, HasSubstr("Access-Control-Allow-Origin: https://friend.example\r\n"));
    EXPECT_THAT(answer, HasSubstr("Access-Control-Allow-Headers: Authorization, Content-Type\r\n"));
    const std::string foreign = ask("OPTIONS "s + path, "Origin: https://evil.example\r\n" + asks);
    EXPECT_THAT(foreign, Not(HasSubstr("Access-Control")));
  }
  const std::string voices = ask("GET /voices", friendly + "Authorization: Bearer secret\r\n");
  EXPECT_THAT(voices, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(voices, HasSubstr("Access-Control-Allow-Origin: https://friend.example\r\n"));
  EXPECT_THAT(ask("POST /image", friendly + "Authorization: Bearer secret\r\n"),
              testing::AllOf(StartsWith("HTTP/1.1 415"),
                             HasSubstr("Access-Control-Allow-Origin: https://friend.example\r\n")));
  EXPECT_THAT(ask("OPTIONS /voices", ""), HasSubstr("Allow: GET, HEAD, OPTIONS\r\n"));
}

TEST(Listening, LocalhostIsAnsweredOnBothFamilies) {
  const std::string script =
      ": >out.$$; \"$0\" serve --host localhost >out.$$ & server=$!; "
      "until grep -q 'is ready' out.$$; do sleep 0.05; done; "
      "port=$(sed -n 's|.*is ready on http://localhost:||p' out.$$); hosts=127.0.0.1; "
      "grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 && hosts=\"$hosts ::1\"; "
      "for host in $hosts; do (exec 3<>/dev/tcp/$host/$port && "
      "printf 'GET /healthz HTTP/1.1\\r\\nConnection: close\\r\\n\\r\\n' >&3 && "
      "grep -q 'alive' <&3) || echo \"none on $host\"; done; kill $server; wait $server; rm out.$$";
  const Finished run = run_program({"/bin/bash", "-c", script, HOTPIN_PROGRAM},
                                   on_fakes("", {{"SERVER_PORT", "0"}}), testing::TempDir());
  EXPECT_EQ(run.output, "");
  EXPECT_EQ(run.exit_code, 0);
}

}  // namespace
}  // namespace hotpin::tests
