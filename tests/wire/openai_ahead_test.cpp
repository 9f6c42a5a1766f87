// What a language service is asked before the end of speech.
#include <gmock/gmock.h>

#include <chrono>

#include "support/scripted_upstream.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;

constexpr std::size_t kHalfSecond = 16'000;  // bytes
constexpr std::size_t kMessage = 640;        // 20 ms

/// A server whose model is at `url`; what it asks goes by way of `upstream` in any case.
ServerProcess server_for(const std::string& url, const ScriptedUpstream& upstream) {
  return ServerProcess(
      on_fakes("stt_text=what is it",
               {{"HOTPIN_LLM", "openai"},
                {"HOTPIN_LLM_URL", url},
                {"HOTPIN_LLM_MODEL", "toy"},
                {"HOTPIN_LLM_FALLBACK", "none"},
                {"http_proxy", "http://127.0.0.1:" + std::to_string(upstream.port())}}));
}

void answer(UpstreamPeer& peer, const UpstreamRequest& /*request*/) {
  peer.stream({"It is", " a cat."});
}

void speak_and_pause(WireClient& client) {
  client.give(kHalfSecond);
  client.give(kHalfSecond, 0);
}

TEST(OpenAiAhead, OnThisMachineTheAnswerIsBegunInThePause) {
  ScriptedUpstream upstream(answer);
  const auto server = server_for(upstream.url(), upstream);
  const auto client = WireClient::joined(server.url());
  speak_and_pause(*client);
  // A microphone goes on sending, so that the pause is noticed however late the speech was heard.
  EXPECT_TRUE(comes_true([&] {
    client->give(kMessage, 0);
    return upstream.requests() > 0;
  }));
  client->say(R"({"signal":"EOS"})");
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("It is a cat."));
  EXPECT_EQ(upstream.requests(), 1) << "the answer begun is the answer given";
}

TEST(OpenAiAhead, ElsewhereNothingIsAskedThatMayBeInVain) {
  ScriptedUpstream upstream(answer);
  const auto server = server_for("http://models.example/v1", upstream);
  const auto client = WireClient::joined(server.url());
  speak_and_pause(*client);
  EXPECT_FALSE(comes_true([&] { return upstream.requests() > 0; }, std::chrono::milliseconds(500)));
  client->say(R"({"signal":"EOS"})");
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("It is a cat."));
  EXPECT_EQ(upstream.requests(), 1);
}

}  // namespace
}  // namespace hotpin::tests
