#include <gmock/gmock.h>

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
  client.read_up_to(R"("stage":"tts")");
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

}  // namespace
}  // namespace hotpin::tests
