#include <gmock/gmock.h>

#include <regex>
#include <thread>

#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// The reply is six seconds of tone.
constexpr const char* kScript =
    "stt_text=What is Paris?;"
    "llm_reply=Paris is the capital of France and its largest city, and it lies on the river "
    "Seine.";
constexpr char kLoud = 0x21;

class HandsFree : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ServerProcess>(on_fakes(kScript)); }
  static void TearDownTestSuite() { server.reset(); }

  /// A microphone for so long, at its own pace: loud or silent.
  static void sound(WireClient& client, int length_ms, bool is_loud) {
    for (int passed = 0; passed < length_ms; passed += 20) {
      client.give(640, is_loud ? kLoud : '\0');
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  static inline std::unique_ptr<ServerProcess> server;
};

TEST_F(HandsFree, ATurnIsFoundByListeningAndAnInterruptionStopsTheReply) {
  const auto client = WireClient::joined(server->url());
  client->say(R"({"signal":"LISTEN"})");
  sound(*client, 300, false);
  sound(*client, 600, true);
  sound(*client, 1500, false);  // the reply has begun by the end of it
  sound(*client, 1200, true);
  const auto first = client->read_up_to(R"("status":"complete","turn":1)");
  EXPECT_THAT(first, Contains(HasSubstr(R"({"status":"speech_started","turn":1})")));
  EXPECT_THAT(first, Contains(HasSubstr(R"("transcript":"What is Paris?")")));
  EXPECT_THAT(first, Contains(HasSubstr(R"({"status":"hold","turn":1})")));
  EXPECT_THAT(first, Contains(HasSubstr(R"("status":"interrupted","turn":1,"heard_text":"Paris)")));
  EXPECT_THAT(first.back(), HasSubstr(R"("how":"interrupted")"));
  client->say(R"({"signal":"EOS"})");
  const auto second = client->read_up_to(R"("status":"complete","turn":2)");
  EXPECT_THAT(second.back(), HasSubstr(R"("how":"spoken")"));
}

TEST_F(HandsFree, CancelStopsAReplyThatIsBeingHeard) {
  WireClient client(server->url());
  client.say(R"({"session_id":"c","events":true,"reports_played":true})");
  client.give(16'000, kLoud);
  client.say(R"({"signal":"EOS"})");
  client.read_up_to(R"("status":"speaking")");  // the first phrase is whole
  client.say(R"({"played":{"turn":1,"ms":700}})");
  client.say(R"({"signal":"CANCEL"})");
  const auto rest = client.read_up_to(R"("complete")");
  EXPECT_THAT(rest, Contains(HasSubstr(R"("heard_text":"Paris is the)")));
  EXPECT_THAT(rest.back(), HasSubstr(R"("how":"interrupted")"));
  EXPECT_THAT(client.turn(8000).back(), HasSubstr(R"("turn":2)")) << "the conversation goes on";
}

TEST_F(HandsFree, AudioAtOnceIsCutIntoTheSameTurns) {
  const auto client = WireClient::joined(server->url());
  client->say(R"({"signal":"LISTEN"})");
  std::string all;
  all += std::string(32 * 300, '\0') + std::string(32 * 600, kLoud) + std::string(32 * 1500, '\0');
  client->give(std::as_bytes(std::span(all)));
  const auto texts = client->read_up_to(R"("complete")");
  EXPECT_THAT(texts, Contains(HasSubstr(R"("transcript":"What is Paris?")")));
}

constexpr const char* kResumeScript =
    "stt_text=What is Paris?;tts_audio_ms_per_char=25;"
    "llm_reply=Paris is the capital of France, and it lies on the river Seine, as you know. "
    "{turns}";

std::string token_in(const std::string& connected) {
  std::smatch found;
  return std::regex_search(connected, found, std::regex(R"re("resume":"([0-9a-f]+)")re"))
             ? found[1].str()
             : "";
}

std::string handshake(const std::string& id, const std::string& token) {
  std::string text = R"({"session_id":")" + id + R"(","events":true,"reports_played":true)";
  if (!token.empty()) {
    text += R"(,"resume":{"token":")" + token + R"(","turn":1,"played_ms":500,"drop":false})";
  }
  return text + "}";
}

/// Loses a client in the middle of its reply, comes back, hears the rest, and asks on.
void lose_and_resume(const ServerProcess& server, const std::string& id) {
  auto client = std::make_unique<WireClient>(server.url());
  client->say(handshake(id, ""));
  const std::string token = token_in(client->read().data);
  ASSERT_FALSE(token.empty());
  client->give(16'000);
  client->say(R"({"signal":"EOS"})");
  client->read_up_to(R"("stage":"tts")");
  client.reset();  // without a word

  WireClient again(server.url());
  again.say(handshake(id, token));
  std::size_t bytes = 0;
  const auto texts = again.read_up_to(R"("complete")", &bytes);
  EXPECT_THAT(texts, Contains(HasSubstr(R"("stage":"tts")")));
  EXPECT_THAT(texts.back(), HasSubstr("on the river Seine, as you know. 1"));
  EXPECT_GT(bytes, 20'000U);
  again.give(16'000);
  again.say(R"({"signal":"EOS"})");
  EXPECT_THAT(again.read_up_to(R"("complete")").back(), HasSubstr("as you know. 2"));
}

TEST(ResumeOnTheWire, TheRestOfAReplyIsHeardOnTheNextConnection) {
  const ServerProcess server(on_fakes(kResumeScript));
  lose_and_resume(server, "a");
}

TEST(ResumeOnTheWire, AlsoOnAnotherWorker) {
  const ServerProcess server(on_fakes(kResumeScript, {{"HOTPIN_WORKERS", "3"}}));
  for (const char* id : {"a", "b", "c"}) lose_and_resume(server, id);
}

TEST(ResumeOnTheWire, NothingIsKeptWhenItIsTurnedOff) {
  const ServerProcess server(on_fakes(kResumeScript, {{"HOTPIN_RESUME_S", "0"}}));
  WireClient client(server.url());
  client.say(handshake("a", ""));
  EXPECT_EQ(token_in(client.read().data), "");
}

}  // namespace
}  // namespace hotpin::tests
