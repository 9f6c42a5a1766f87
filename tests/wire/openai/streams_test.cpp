#include <gmock/gmock.h>

#include <string>

#include "engine/llms/fallback_llm.hpp"
#include "wire/openai_client.hpp"
#include "wire/wire.hpp"

namespace hotpin::engines::fake {
base::Result<std::unique_ptr<engine::Llm>> make_fake_llm(const engine::Context& context);
}

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string delta(const std::string& inner, const std::string& finish = "null") {
  return R"({"choices":[{"index":0,"delta":{)" + inner + R"(},"finish_reason":)" + finish + "}]}";
}

const std::string kThought =
    delta(R"("content":[{"type":"thinking","thinking":[{"type":"text","text":"SECRET"}]}])");
const std::string kParts = delta(R"("content":[{"type":"text","text":"Hello there."}])");
const std::string kStop = delta("", R"("stop")");

std::vector<std::string> all_thought() {
  std::vector<std::string> events(80, delta(R"("reasoning_content":"hm ")"));
  events.push_back(delta("", R"("length")"));
  events.emplace_back("[DONE]");
  return events;
}

ScriptedUpstream::Script sending(const std::vector<std::string>& events) {
  return [events](UpstreamPeer& peer, const UpstreamRequest&) { peer.events(events); };
}

/// The answer as a client of a whole server gets it, with a second model or none.
std::string answer(const ScriptedUpstream& upstream, const std::string& fallback) {
  const ServerProcess server(on_fakes("llm_reply=Second.", {{"HOTPIN_LLM", "openai"},
                                                            {"HOTPIN_LLM_URL", upstream.url()},
                                                            {"HOTPIN_LLM_MODEL", "toy"},
                                                            {"HOTPIN_LLM_FALLBACK", fallback}}));
  const auto client = WireClient::joined(server.url());
  client->say(R"({"text":"Hello"})");
  std::string all;
  for (const std::string& text : client->read_up_to(R"("complete")")) all += text + "\n";
  return all;
}

TEST(OpenAiStreams, TheSecondModelAnswersWhereTheFirstSaidNothing) {
  for (const auto& events :
       {all_thought(), {"[DONE]"}, {kStop, "[DONE]"}, {delta(R"("content":" ")"), kStop}}) {
    ScriptedUpstream upstream(sending(events));
    Client first(upstream.url(), patient({{"HOTPIN_FAKE_SCRIPT", "llm_reply=Second."}}));
    const engine::Context context{first.settings, first.pool, first.pool, *first.page};
    engine::FallbackLlm both(std::move(first.llm), engines::fake::make_fake_llm(context).value());
    const auto recorder = std::make_shared<LlmRecorder>();
    both.generate({"c", {{engine::ChatMessage::Role::user, "Hi"}}, 80}, recorder->sink(), {});
    ASSERT_TRUE(recorder->wait());
    EXPECT_EQ(recorder->text(), "Second.") << events.front();
  }
}

TEST(OpenAiStreams, AWholeServerSpeaksPartsAndTheSecondModelsAnswer) {
  ScriptedUpstream parts(sending({kThought, kParts, kStop, "[DONE]"}));
  EXPECT_THAT(answer(parts, "none"),
              testing::AllOf(HasSubstr("Hello there."), Not(HasSubstr("SECRET"))));
  ScriptedUpstream thoughts(sending(all_thought()));
  EXPECT_THAT(answer(thoughts, "fake"), HasSubstr("Second."));
}

TEST(OpenAiStreams, AnAnswerWithoutAWordIsTriedAgainAndThenFails) {
  ScriptedUpstream once_empty(once(sending({"[DONE]"})));
  EXPECT_EQ(Client(once_empty.url(), patient()).ask(), "Hello there.");
  ScriptedUpstream upstream(sending({"[DONE]"}));
  EXPECT_EQ(Client(upstream.url(), patient()).ask(), "!empty_reply");
  EXPECT_EQ(upstream.requests(), 2);
}

TEST(OpenAiStreams, WhatThinkingUsedUpIsNamedWithTheSettings) {
  ScriptedUpstream upstream(sending(all_thought()));
  Client client(upstream.url(), patient());
  EXPECT_EQ(client.ask(), "!empty_reply");
  EXPECT_THAT(client.detail,
              testing::AllOf(HasSubstr("thinking used up"), HasSubstr("HOTPIN_LLM_MAX_TOKENS"),
                             HasSubstr("HOTPIN_LLM_EXTRA")));
  EXPECT_EQ(upstream.requests(), 1) << "it would think as long again";
}

/// Each piece comes within the limit for the first word, all of them together do not.
TEST(OpenAiStreams, ThoughtsInPartsAreProgress) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    for (int i = 0; i < 9; ++i) {
      peer.chunk("data: " + kThought + "\n\n");
      peer.wait_ms(220);
    }
    peer.chunk("data: " + kParts + "\n\n");
    peer.end_stream();
  });
  EXPECT_EQ(Client(upstream.url(),
                   {{"HOTPIN_LLM_FIRST_TOKEN_MS", "1500"}, {"HOTPIN_LLM_STALL_MS", "15000"}})
                .ask(),
            "Hello there.");
}

}  // namespace
}  // namespace hotpin::tests
