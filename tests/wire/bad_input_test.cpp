#include <gmock/gmock.h>

#include <thread>

#include "audio/wav.hpp"
#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr std::size_t kMebibyteKib = 1024;

class BadInput : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ServerProcess>(on_fakes()); }
  static void TearDownTestSuite() { server.reset(); }
  static inline std::unique_ptr<ServerProcess> server;

  static void expect_still_talks(WireClient& client) {
    EXPECT_THAT(client.turn(8000).back(), HasSubstr("heard 500 milliseconds"));
  }
};

TEST_F(BadInput, TextThatIsNoMessageIsAnErrorAndTheNextTurnWorks) {
  const auto client = WireClient::joined(server->url());
  const std::string deep = R"({"a":)" + std::string(25'000, '[') + std::string(25'000, ']') + "}";
  for (const std::string& text :
       {std::string("nonsense"), std::string("[1,2]"), std::string(), deep,
        std::string(R"({"signal":"EOS")"), std::string(10'000'000, '[')}) {
    SCOPED_TRACE(text.substr(0, 20));
    client->say(text);
    EXPECT_THAT(client->read().data, HasSubstr(R"("status":"error")"));
  }
  expect_still_talks(*client);
}

TEST_F(BadInput, UnknownMessagesAreIgnored) {
  const auto client = WireClient::joined(server->url());
  for (const char* text :
       {R"({"signal":"DANCE"})", R"({"signal":7})", R"({"signal":null})", R"({"x":1})", "{}"}) {
    client->say(text);
  }
  expect_still_talks(*client);
}

TEST_F(BadInput, AudioWithNoWordsIsAnsweredInASentence) {
  const auto client = WireClient::joined(server->url());
  client->say(R"({"signal":"EOS"})");
  auto nothing = client->read_up_to(R"("complete")");
  EXPECT_THAT(nothing.front(), HasSubstr("transcription"));
  EXPECT_THAT(nothing, Contains(HasSubstr("Could not understand audio")));
  EXPECT_THAT(nothing.back(), HasSubstr("not_understood"));
  client->give(64'000, '\0');
  client->say(R"({"signal":"EOS"})");
  std::size_t bytes = 0;
  EXPECT_THAT(client->read_up_to(R"("complete")", &bytes).back(), HasSubstr("not_understood"));
  EXPECT_GT(bytes, 1000U) << "something is spoken";
  expect_still_talks(*client);
}

TEST_F(BadInput, ContainersAreNamedAndWavFilesConverted) {
  const auto client = WireClient::joined(server->url());
  const std::string webm = "\x1A\x45\xDF\xA3" + std::string(5000, 'x');
  for (const char& byte : webm) client->give(std::as_bytes(std::span(&byte, 1)));  // in any slicing
  client->say(R"({"signal":"EOS"})");
  std::size_t bytes = 0;
  const auto turn = client->read_up_to(R"("complete")", &bytes);
  EXPECT_THAT(turn, Contains(testing::AllOf(HasSubstr("unreadable_audio"), HasSubstr("WebM"),
                                            HasSubstr("16 kHz mono"))));
  EXPECT_THAT(turn.back(), HasSubstr("not_understood"));
  EXPECT_GT(bytes, 1000U) << "something is spoken";
  const std::string file = audio::wav_file(std::vector<std::int16_t>(24'000, 5000), 48'000);
  client->give(std::as_bytes(std::span(file)));
  client->say(R"({"signal":"EOS"})");
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("heard 500 milliseconds"));
  expect_still_talks(*client);
}

TEST_F(BadInput, OddBytesAreJoined) {
  const auto client = WireClient::joined(server->url());
  for (int i = 0; i < 16; ++i) client->give(1001);
  client->say(R"({"signal":"EOS"})");
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("heard 500 milliseconds"));
  client->give(1);
  client->say(R"({"signal":"EOS"})");
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("not_understood"));
  expect_still_talks(*client);
}

TEST_F(BadInput, AnEndlessUtteranceIsCutAtItsCapAndTheRestIsDropped) {
  const auto client = WireClient::joined(server->url());
  client->give(10'000'000);  // five minutes in one message
  const auto turn = client->read_up_to(R"("complete")");
  EXPECT_THAT(turn, Contains(HasSubstr(R"("ended_by":"limit")")));
  EXPECT_THAT(turn.back(), HasSubstr("heard 60000 milliseconds"));
  client->give(100'000);
  client->say(R"({"signal":"EOS"})");  // the client's own, of the utterance that was cut
  expect_still_talks(*client);
}

TEST_F(BadInput, ManyUtterancesAtOnceAreRefusedAfterAFew) {
  const ServerProcess slow(on_fakes("llm_first_token_ms=5000"));
  const auto client = WireClient::joined(slow.url());
  for (int i = 0; i < 50; ++i) {
    client->give(1000);
    client->say(R"({"signal":"EOS"})");
  }
  Message message = client->read();
  while (message.kind != Message::Kind::closed) message = client->read();
  EXPECT_EQ(message.close_code, 1008);
}

TEST_F(BadInput, ClientsThatVanishAtAnyPointLeaveNothingBehind) {
  const auto warm = WireClient::joined(server->url());
  expect_still_talks(*warm);
  [[maybe_unused]] const std::size_t before_kib = server->memory_kib();
  for (int round = 0; round < 40; ++round) {
    WireClient client(server->url());
    client.say(R"({"session_id":"gone","events":true})");
    if (round % 4 > 0) client.give(400'000);
    if (round % 4 > 1) client.say(R"({"signal":"EOS"})");
    if (round % 4 > 2) client.read_up_to(R"("stage":"tts")");
  }
  expect_still_talks(*warm);
  // A sanitizer keeps freed memory for a while, and notes on all that was touched.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(server->memory_kib(), before_kib + 16 * kMebibyteKib);
#endif
  EXPECT_THAT(http_exchange(server->port(),
                            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              HasSubstr(R"("active_sessions":1)"));
}

TEST_F(BadInput, BrokenFramesEndTheirConnectionOnly) {
  RawSocket socket(server->port());
  socket.send(
      "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_THAT(socket.read_until_closed(5, "\r\n\r\n"), HasSubstr("101"));
  socket.send(std::string(20, '\xff'));
  socket.read_until_closed(15);
  expect_still_talks(*WireClient::joined(server->url()));
}

TEST(EndlessModel, IsCutAndTheTurnEnds) {
  const ServerProcess server(
      on_fakes("llm_endless=1;tts_audio_ms_per_char=5;llm_reply=This never stops. "));
  const auto client = WireClient::joined(server.url());
  EXPECT_THAT(client->turn(8000).back(), HasSubstr("This never stops."));
  EXPECT_THAT(client->turn(8000).back(), HasSubstr("This never stops."));
}

TEST(SilentModel, GetsAnApology) {
  const ServerProcess server(on_fakes("hang=llm", {{"HOTPIN_LLM_TIMEOUT_S", "1"}}));
  const auto client = WireClient::joined(server.url());
  std::size_t bytes = 0;
  const auto turn = client->turn(8000, &bytes);
  EXPECT_THAT(turn, Contains(HasSubstr(R"("status":"error")")));
  EXPECT_THAT(turn.back(), HasSubstr(R"("failed")"));
  EXPECT_GT(bytes, 1000U);
}

}  // namespace
}  // namespace hotpin::tests
