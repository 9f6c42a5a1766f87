#include <gmock/gmock.h>

#include <cstring>

#include "audio/wav.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Turns : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ServerProcess>(on_fakes()); }
  static void TearDownTestSuite() { server.reset(); }
  static inline std::unique_ptr<ServerProcess> server;
};

/// One plain reply: messages of 4096 bytes until the byte count of the header is reached.
std::string read_plain_reply(WireClient& client) {
  std::string wav;
  std::size_t wanted = 44;
  while (wav.size() < wanted) {
    const Message message = client.read();
    if (message.kind != Message::Kind::binary) {
      ADD_FAILURE() << "not binary: " << message.data;
      return wav;
    }
    EXPECT_LE(message.data.size(), 4096U);
    wav += message.data;
    if (wav.size() >= 44) {
      std::uint32_t data_bytes = 0;
      std::memcpy(&data_bytes, wav.data() + 40, sizeof(data_bytes));
      wanted = 44 + data_bytes;
    }
    EXPECT_TRUE(wav.size() >= wanted || message.data.size() == 4096U);
  }
  EXPECT_EQ(wav.size(), wanted);
  return wav;
}

TEST_F(Turns, PlainModeIsOneExactWavEachTurnAndNothingElse) {
  WireClient client(server->url());
  client.say(R"({"session_id":"plain"})");
  for (int turn = 0; turn < 3; ++turn) {
    client.give(16'000);
    client.say(R"({"signal":"EOS"})");
    const std::string wav = read_plain_reply(client);
    const auto parsed = audio::parse_wav(std::as_bytes(std::span(wav)));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->rate_hz, 16000U);
    EXPECT_GT(parsed->samples.size(), 8000U);
  }
  EXPECT_EQ(client.read(std::chrono::milliseconds(300)).data, "no message came in time");
}

TEST_F(Turns, PlainModeAnswersEverythingWithSpeech) {
  WireClient client(server->url());
  client.say(R"({"session_id":"plain"})");
  client.say(R"({"signal":"EOS"})");
  EXPECT_GT(read_plain_reply(client).size(), 1000U);  // nothing was sent
  client.give(32'000, '\0');
  client.say(R"({"signal":"EOS"})");
  EXPECT_GT(read_plain_reply(client).size(), 1000U);  // silence
  client.say("garbage");
  client.give(32'001);
  client.say(R"({"signal":"EOS"})");
  EXPECT_GT(read_plain_reply(client).size(), 10'000U);
}

TEST_F(Turns, EventsModeTellsEveryStageInOrder) {
  const auto client = WireClient::joined(server->url());
  client->give(16'000);
  EXPECT_EQ(client->read().data,
            R"({"status":"receiving","chunks_received":1,"bytes_received":16000})");
  client->say(R"({"signal":"EOS"})");
  EXPECT_THAT(client->read().data, HasSubstr(R"("stage":"transcription","turn":1)"));
  EXPECT_THAT(client->read().data, HasSubstr(R"("transcript":"heard 500 milliseconds")"));
  EXPECT_THAT(client->read().data, HasSubstr(R"("stage":"tts","turn":1)"));
  Message message = client->read();
  EXPECT_EQ(message.kind, Message::Kind::binary);
  EXPECT_EQ(message.data.substr(0, 4), "RIFF");
  std::string spoken;
  std::string last_binary = "none";
  for (;;) {
    message = client->read();
    ASSERT_NE(message.kind, Message::Kind::closed);
    if (message.kind == Message::Kind::binary) {
      last_binary = message.data;
    } else if (message.data.find("speaking") == std::string::npos) {
      break;
    }
  }
  EXPECT_EQ(last_binary, "") << "an empty message ends the audio";
  EXPECT_THAT(message.data, HasSubstr(R"("status":"ledger","turn":1)"));
  EXPECT_THAT(client->read().data, HasSubstr(R"("response":"You said: heard 500 milliseconds.")"));
}

TEST_F(Turns, TheQueryAndTheDevicesUserAgentAskForEvents) {
  WireClient by_query(server->url() + "?events=1");
  by_query.say(R"({"session_id":"a"})");
  EXPECT_THAT(by_query.read().data, HasSubstr("connected"));
  WireClient device(server->url(), {.headers = {{"User-Agent", "ESP32 Websocket Client"}}});
  device.say(R"({"session_id":"a"})");
  EXPECT_THAT(device.read().data, HasSubstr("connected"));
}

TEST_F(Turns, HistoryIsFoundFromAnotherConnectionAndResetForgetsIt) {
  const ServerProcess remembering(on_fakes("llm_reply=turn {turns}"));
  auto first = WireClient::joined(remembering.url(), "shared");
  EXPECT_THAT(first->turn(8000).back(), HasSubstr("turn 1"));
  EXPECT_THAT(first->turn(8000).back(), HasSubstr("turn 2"));
  first->close();
  const auto second = WireClient::joined(remembering.url(), "shared");
  EXPECT_THAT(second->turn(8000).back(), HasSubstr("turn 3"));
  EXPECT_THAT(WireClient::joined(remembering.url(), "other")->turn(8000).back(),
              HasSubstr("turn 1"));
  second->say(R"({"signal":"RESET"})");
  EXPECT_THAT(second->read().data, HasSubstr("reset_complete"));
  EXPECT_THAT(second->turn(8000).back(), HasSubstr("turn 1"));
}

TEST_F(Turns, TwoConnectionsOfOneIdKeepApart) {
  const auto one = WireClient::joined(server->url(), "twin");
  const auto two = WireClient::joined(server->url(), "twin");
  one->give(16'000);
  two->give(32'000);
  one->say(R"({"signal":"EOS"})");
  two->say(R"({"signal":"EOS"})");
  EXPECT_THAT(one->read_up_to(R"("complete")").back(), HasSubstr("heard 500 milliseconds"));
  EXPECT_THAT(two->read_up_to(R"("complete")").back(), HasSubstr("heard 1000 milliseconds"));
}

TEST_F(Turns, UtterancesDuringAReplyAreAnsweredAfterItOrToldOff) {
  const ServerProcess slow(on_fakes("llm_first_token_ms=400"));
  const auto client = WireClient::joined(slow.url());
  for (const std::size_t bytes : {16'000, 32'000, 48'000}) {
    client->give(bytes);
    client->say(R"({"signal":"EOS"})");
  }
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("heard 500 milliseconds"));
  const auto second = client->read_up_to(R"("complete")");
  EXPECT_THAT(second, testing::Contains(HasSubstr(R"("busy")")));
  EXPECT_THAT(second.back(), HasSubstr(R"("turn":2)"));
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("heard 1500 milliseconds"));
}

}  // namespace
}  // namespace hotpin::tests
