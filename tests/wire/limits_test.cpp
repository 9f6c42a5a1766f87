#include <gmock/gmock.h>

#include <fstream>

#include "audio/wav.hpp"

#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string upgrade_request(const std::string& headers) {
  return "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
         "13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         headers + "\r\n";
}

TEST(Limits, AFullServerRefusesBeforeTheUpgrade) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_MAX_SESSIONS", "2"}}));
  auto first = WireClient::joined(server.url());
  const auto second = WireClient::joined(server.url());
  EXPECT_THAT(WireClient(server.url()).refusal, HasSubstr("all 2 conversations are taken"));
  const std::string answer = http_exchange(server.port(), upgrade_request("Host: localhost\r\n"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answer, HasSubstr("Retry-After: 5"));
  first->close();
  std::string refusal = "none";
  while (!refusal.empty()) refusal = WireClient(server.url()).refusal;  // its place is free soon
}

TEST(Limits, OneAddressMayNotTakeAll) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_MAX_SESSIONS_PER_ADDRESS", "1"}}));
  const auto first = WireClient::joined(server.url());
  EXPECT_THAT(WireClient(server.url()).refusal, HasSubstr("this address"));
}

TEST(Limits, OriginsAndNamesAreChecked) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_ALLOWED_ORIGINS", "https://friend.example"},
                                           {"HOTPIN_ALLOWED_HOSTS", "voice.example"}}));
  const auto status = [&](const std::string& headers) {
    RawSocket socket(server.port());
    socket.send(upgrade_request(headers));
    return socket.read_until_closed(10, "\r\n\r\n").substr(9, 3);
  };
  const std::string own = "127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(status("Host: " + own + "\r\n"), "101");
  EXPECT_EQ(status("Host: voice.example\r\n"), "101");
  EXPECT_EQ(status("Host: " + own + "\r\nOrigin: http://" + own + "\r\n"), "101");
  EXPECT_EQ(status("Host: " + own + "\r\nOrigin: https://friend.example\r\n"), "101");
  EXPECT_EQ(status("Host: voice.example\r\nOrigin: https://voice.example:8443\r\n"), "101");
  EXPECT_EQ(status("Host: " + own + "\r\nOrigin: https://evil.example\r\n"), "403");
  EXPECT_EQ(status("Host: evil.example\r\nOrigin: http://evil.example\r\n"), "403");
}

TEST(Limits, TheTokenIsAskedOfEveryRoute) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_API_TOKEN", "open sesame"}}));
  const auto get = [&](const std::string& headers) {
    return http_exchange(
        server.port(),
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
  };
  EXPECT_THAT(get(""), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(get("Authorization: Bearer open sesam\r\n"), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(get("Authorization: Bearer open sesame\r\n"), StartsWith("HTTP/1.1 200"));

  EXPECT_THAT(WireClient(server.url(), {.headers = {{"Authorization", "Bearer wrong"}}}).refusal,
              HasSubstr("401"));
  WireClient by_header(server.url(), {.headers = {{"Authorization", "Bearer open sesame"}}});
  by_header.say(R"({"session_id":"a","events":true})");
  EXPECT_THAT(by_header.read().data, HasSubstr("connected"));
  WireClient by_handshake(server.url());
  by_handshake.say(R"({"session_id":"a","events":true,"token":"open sesame"})");
  EXPECT_THAT(by_handshake.read().data, HasSubstr("connected"));
  WireClient without(server.url());
  without.say(R"({"session_id":"a","events":true})");
  EXPECT_EQ(without.read().close_code, 1008);
}

TEST(Start, FaultsAreOneLineAndExitTwo) {
  const ServerProcess server(on_fakes());
  const std::string taken = std::to_string(server.port());
  const std::vector<std::pair<std::vector<std::string>, std::string>> faults = {
      {{"--port", taken}, "in use"},
      {{"--port", "eighty"}, "--port"},
      {{"--port", "70000"}, "65535"},
      {{"--host", "999.1.1.1"}, "SERVER_HOST from --host is \"999.1.1.1\""},
      {{"--host", "unix:/run/hotpin.sock"}, "SERVER_HOST from --host is"},
      {{"--host", "127.0.0.1:8001", "--port", "8002"}, "8002 of SERVER_PORT"},
      {{"--host", "https://127.0.0.1"}, "HOTPIN_TLS=1"},
      {{"--allowed-hosts", "a.example, b*.example"}, "\"b*.example\" in it"},
      {{"--allowed-origins", "https:a.example"}, "https://voice.example:8443"},
      {{"--trusted-proxies", "nginx"},
       "HOTPIN_TRUSTED_PROXIES from --trusted-proxies is \"nginx\""},
      {{"--llm", "oracle"}, "HOTPIN_LLM"},
      {{"--no-such-option"}, "--help"},
      {{"--fake-script", "nonsense"}, "HOTPIN_FAKE_SCRIPT"},
  };
  for (const auto& [arguments, expected] : faults) {
    std::vector<std::string> command = {HOTPIN_PROGRAM, "serve"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const Finished run = run_program(command, on_fakes("", {{"SERVER_PORT", "0"}}));
    EXPECT_EQ(run.exit_code, 2) << run.output;
    EXPECT_THAT(run.output, HasSubstr(expected));
    EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
  }
}

/// What a conversation leaves in the log at its most talkative level.
std::string log_of_a_conversation(const ServerProcess::Environment& settings) {
  // A shell holds both streams together; the server's own descriptors are the test's.
  ServerProcess::Environment all = on_fakes("", settings);
  all.insert(all.end(), {{"HOTPIN_LOG_LEVEL", "debug"}, {"SERVER_PORT", "0"}});
  const std::string script =
      "\"$0\" serve >out.$$ 2>&1 & server=$!; "
      "until grep -q 'is ready' out.$$; do sleep 0.05; done; "
      "url=$(sed -n 's/.*--url \\(ws:[^ ]*\\).*/\\1/p' out.$$ | head -1); "
      "\"$0\" talk \"$1\" --fast --session secret-session --url \"$url\" >/dev/null; "
      "kill $server; wait $server; cat out.$$; rm out.$$";
  const std::string wav = testing::TempDir() + "hotpin-log-test.wav";
  const std::vector<std::int16_t> pcm(8000, 3000);
  std::ofstream(wav, std::ios::binary) << audio::wav_file(pcm, 16000);
  return run_program({"/bin/sh", "-c", script, HOTPIN_PROGRAM, wav}, all).output;
}

TEST(Log, HoldsTheLedgerButNoWordsAndNoSessionIds) {
  const std::string log = log_of_a_conversation({});
  EXPECT_THAT(log, HasSubstr("turn=1 pace=at_once ahead=no ended=spoken"));
  EXPECT_THAT(log, testing::Not(HasSubstr("500 milliseconds")));
  EXPECT_THAT(log, testing::Not(HasSubstr("secret-session")));
  const std::string open_log = log_of_a_conversation({{"HOTPIN_LOG_TEXT", "1"}});
  EXPECT_THAT(open_log, HasSubstr("500 milliseconds"));
  EXPECT_THAT(open_log, HasSubstr("secret-session"));
}

TEST(Stop, ClosesItsClientsAndExitsCleanly) {
  ServerProcess server(on_fakes());
  const auto client = WireClient::joined(server.url());
  EXPECT_EQ(server.stop(), 0);
  EXPECT_EQ(client->read().close_code, 1012);
}

}  // namespace
}  // namespace hotpin::tests
