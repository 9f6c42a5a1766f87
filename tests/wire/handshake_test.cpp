#include <gmock/gmock.h>

#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;

class Handshake : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ServerProcess>(on_fakes()); }
  static void TearDownTestSuite() { server.reset(); }
  static inline std::unique_ptr<ServerProcess> server;

  static void expect_refused(WireClient& client, const std::string& reason) {
    const Message message = client.read();
    EXPECT_EQ(message.kind, Message::Kind::closed);
    EXPECT_EQ(message.close_code, 1008);
    EXPECT_THAT(message.data, HasSubstr(reason));
  }
};

TEST_F(Handshake, FaultsCloseWithAReason) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"hello", "not JSON"},
      {"", "not JSON"},
      {"[]", "missing session_id"},
      {"{}", "missing session_id"},
      {"null", "missing session_id"},
      {R"({"session_id":""})", "session_id"},
      {R"({"session_id":7})", "session_id"},
      {R"({"session_id":"../../etc"})", "session_id"},
      {R"({"session_id":"a\u0000b"})", "session_id"},
      {R"({"session_id":"a\nb"})", "session_id"},
      {R"({"session_id":"a\\b"})", "session_id"},
      {R"({"session_id":")" + std::string(129, 'x') + R"("})", "session_id"},
      {R"({"session_id":")" + std::string(1'000'000, 'x') + R"("})", "too long"},
      {std::string(100'000, '['), "too long"},
      {std::string(60'000, '['), "not JSON"},
  };
  for (const auto& [first, reason] : faults) {
    SCOPED_TRACE(first.substr(0, 60));
    WireClient client(server->url());
    client.say(first);
    expect_refused(client, reason);
  }
}

TEST_F(Handshake, ABinaryFirstMessageIsRefused) {
  WireClient client(server->url());
  client.give(640);
  expect_refused(client, "handshake must be a text message");
}

TEST_F(Handshake, SilenceIsRefusedAfterTenSeconds) {
  WireClient client(server->url());
  expect_refused(client, "no handshake");
}

TEST_F(Handshake, ASecondOneIsAnErrorAndTheConversationGoesOn) {
  const auto client = WireClient::joined(server->url());
  client->say(R"({"session_id":"other"})");
  EXPECT_THAT(client->read().data, HasSubstr("repeated_handshake"));
  EXPECT_THAT(client->turn(8000).back(), HasSubstr("You said"));
}

TEST_F(Handshake, LongIdsOfAnyScriptAreTaken) {
  WireClient::joined(server->url(), std::string(128, 'x'));
  WireClient::joined(server->url(), "küche №1");
}

TEST_F(Handshake, InvalidUtf8ClosesTheConnection) {
  WireClient client(server->url());
  client.say("{\"session_id\":\"\xff\xfe\"}");
  EXPECT_EQ(client.read().close_code, 1007);
}

}  // namespace
}  // namespace hotpin::tests
