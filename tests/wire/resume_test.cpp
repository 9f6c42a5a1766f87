#include <gmock/gmock.h>

#include <regex>

#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr const char* kScript =
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
/// `{turns}` counts the persona's three examples too.
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
  EXPECT_THAT(texts.back(), HasSubstr("on the river Seine, as you know. 4"));
  EXPECT_GT(bytes, 20'000U);
  again.give(16'000);
  again.say(R"({"signal":"EOS"})");
  EXPECT_THAT(again.read_up_to(R"("complete")").back(), HasSubstr("as you know. 5"));
}

TEST(ResumeOnTheWire, TheRestOfAReplyIsHeardOnTheNextConnection) {
  const ServerProcess server(on_fakes(kScript));
  lose_and_resume(server, "a");
}

TEST(ResumeOnTheWire, AlsoOnAnotherWorker) {
  const ServerProcess server(on_fakes(kScript, {{"HOTPIN_WORKERS", "3"}}));
  for (const char* id : {"a", "b", "c"}) lose_and_resume(server, id);
}

TEST(ResumeOnTheWire, NothingIsKeptWhenItIsTurnedOff) {
  const ServerProcess server(on_fakes(kScript, {{"HOTPIN_RESUME_S", "0"}}));
  WireClient client(server.url());
  client.say(handshake("a", ""));
  EXPECT_EQ(token_in(client.read().data), "");
}

}  // namespace
}  // namespace hotpin::tests
