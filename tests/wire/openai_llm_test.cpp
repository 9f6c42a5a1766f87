#include <gmock/gmock.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>

#include "conformance/llm_contract.hpp"
#include "wire/openai_client.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A small "model" for the contract: as many words as it may have, up to four, or a call if it
/// must.
void speak(UpstreamPeer& peer, const UpstreamRequest& request) {
  if (request.body.find(R"("tool_choice":"required")") != std::string::npos) {
    return peer.events(
        {R"({"choices":[{"delta":{"tool_calls":[{"function":{"name":"light"}}]}}]})", "[DONE]"});
  }
  const std::string name = R"("max_tokens":)";
  const int most = std::atoi(request.body.c_str() + request.body.find(name) + name.size());
  const bool is_long = request.body.find("very long") != std::string::npos;
  const int words = std::min(most, is_long ? 4000 : 4);
  peer.begin_stream();
  for (int i = 0; i < words && peer.is_open(); ++i) {
    peer.delta("word ");
    if (is_long) peer.wait_ms(1);
  }
  const std::string reason = words == most ? "length" : "stop";
  peer.chunk(R"(data: {"choices":[{"delta":{},"finish_reason":")" + reason + "\"}]}\n\n");
  peer.send("0\r\n\r\n");
}

/// What the engine needs goes with it.
std::shared_ptr<engine::Llm> make_for_contract() {
  struct Held {
    ScriptedUpstream upstream{speak};
    Client client{upstream.url(), {{"HOTPIN_LLM_FIRST_TOKEN_MS", "20000"}}};
  };
  const auto held = std::make_shared<Held>();
  return {held, held->client.llm.get()};
}
INSTANTIATE_TEST_SUITE_P(OpenAi, LlmContract, testing::Values(make_for_contract));

TEST(OpenAiLlm, StreamsAnAnswerAndSaysWhoItIs) {
  UpstreamRequest seen;
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    seen = request;
    peer.stream(kWords);
  });
  Client client(upstream.url());
  EXPECT_EQ(client.ask("What is \"it\"?"), "Hello there.");
  EXPECT_EQ(seen.path, "/v1/chat/completions");
  EXPECT_THAT(seen.head, HasSubstr("Authorization: Bearer secret-key"));
  EXPECT_THAT(seen.body, HasSubstr(R"("model":"toy")"));
  EXPECT_THAT(seen.body, HasSubstr(R"("content":"What is \"it\"?")"));
  EXPECT_THAT(seen.body, HasSubstr(R"("stream":true)"));
}

TEST(OpenAiLlm, SeesWhenItIsSaidOrItsModelIsKnownTo) {
  ScriptedUpstream upstream(
      [](UpstreamPeer& peer, const UpstreamRequest&) { peer.stream(kWords); });
  const auto sees = [&](const char* setting, const char* model) {
    return Client(upstream.url(), {{"HOTPIN_LLM_SEES", setting}, {"HOTPIN_LLM_MODEL", model}})
        .llm->sees();
  };
  EXPECT_TRUE(sees("true", "toy"));
  EXPECT_FALSE(sees("false", "gpt-4o"));
  EXPECT_TRUE(sees("auto", "gpt-4o"));
  EXPECT_FALSE(sees("auto", "toy"));
}

TEST(OpenAiLlm, TheProxyOfTheEnvironmentIsUsed) {
  std::string path;
  ScriptedUpstream proxy([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    path = request.path;
    peer.stream(kWords);
  });
  const std::string url = "http://127.0.0.1:" + std::to_string(proxy.port());
  setenv("http_proxy", url.c_str(), 1);
  EXPECT_EQ(Client("http://models.example/v1").ask(), "Hello there.");
  unsetenv("http_proxy");
  EXPECT_EQ(path, "http://models.example/v1/chat/completions");
}

TEST(OpenAiLlm, OneConnectionServesManyCalls) {
  ScriptedUpstream upstream(
      [](UpstreamPeer& peer, const UpstreamRequest&) { peer.stream(kWords); });
  Client client(upstream.url());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client.ask(), "Hello there.");
  EXPECT_EQ(upstream.connections(), 1);
}

TEST(OpenAiLlm, EveryCutOfTheStreamIsRead) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    const std::string bytes =
        ": keep-alive\r\n\r\ndata: {\"choices\":[],\"usage\":null}\r\n\r\n"
        "data: {\"choices\":[{\"index\":0,\"delta\":null}]}\r\n\r\n"
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,"
        "\"reasoning\":\"hm\"}}]}\r\n\r\n"
        "data: {\"choices\":[{\"delta\":{\"content\":\"Gr\xC3\xBC\xC3\x9F \"}}]}\r\n\r\n"
        "data: "
        "{\"choices\":[{\"delta\":{\"content\":\"dich\"},\"finish_reason\":\"stop\"}]}\r\n\r\n"
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\r\n\r\n"
        "data: [DONE]";
    for (const char byte : bytes) peer.chunk(std::string_view(&byte, 1));
    peer.send("0\r\n\r\n");
  });
  Client client(upstream.url());
  EXPECT_EQ(client.ask(), "Gr\xC3\xBC\xC3\x9F dich");
}

TEST(OpenAiLlm, AServiceThatDoesNotStreamIsUnderstood) {
  ScriptedUpstream upstream(
      answering(200, R"({"choices":[{"message":{"content":"Whole."},"finish_reason":"stop"}]})"));
  EXPECT_EQ(Client(upstream.url()).ask(), "Whole.");
}

/// Beside the last piece, or behind it.
TEST(OpenAiLlm, AServiceThatTellsTheWholeOnceMoreIsNotRepeated) {
  for (
      const char* last :
      {R"({"choices":[{"delta":{"content":"you."},"message":{"content":"Thank you."},"finish_reason":"stop"}]})",
       R"({"choices":[{"delta":{"content":"you."}}]})"}) {
    ScriptedUpstream upstream([last](UpstreamPeer& peer, const UpstreamRequest&) {
      peer.begin_stream();
      peer.delta("Thank ");
      peer.chunk("data: " + std::string(last) + "\n\n");
      peer.chunk(
          "data: {\"choices\":[{\"message\":{\"content\":\"Thank you.\"},"
          "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
      peer.send("0\r\n\r\n");
    });
    EXPECT_EQ(Client(upstream.url()).ask(), "Thank you.");
  }
}

TEST(OpenAiLlm, ToolCallsAreCollected) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    for (
        const char* call :
        {R"({"index":0,"id":"1","type":"function","function":{"name":"light","arguments":"{\"on\""}})",
         R"({"index":0,"function":{"arguments":":true}"}})"}) {
      peer.chunk(R"(data: {"choices":[{"delta":{"tool_calls":[)" + std::string(call) + "]}}]}\n\n");
    }
    peer.chunk("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n");
    peer.send("0\r\n\r\n");
  });
  Client client(upstream.url());
  const auto recorder = std::make_shared<LlmRecorder>();
  client.llm->generate({"c", {{engine::ChatMessage::Role::user, "Light!"}}, 20}, recorder->sink(),
                       {});
  ASSERT_TRUE(recorder->wait());
  ASSERT_TRUE(recorder->done());
  ASSERT_EQ(recorder->done()->tool_calls.size(), 1U);
  EXPECT_EQ(recorder->done()->tool_calls[0].name, "light");
  EXPECT_EQ(recorder->done()->tool_calls[0].arguments, R"({"on":true})");
}

/// What came of the first calls was not told to anybody.
TEST(OpenAiLlm, CallsThatAreCutOffAreAskedForAgainAndMadeOnce) {
  const std::string call =
      R"({"choices":[{"delta":{"tool_calls":[{"id":"1","function":{"name":"light","arguments":)";
  const auto count = std::make_shared<std::atomic<int>>(0);
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
    const bool is_first = (*count)++ == 0;
    peer.begin_stream();
    peer.chunk("data: " + call + (is_first ? R"("{\"on\":")" : R"("{}")") + "}}]}}]}\n\n");
    if (is_first) return static_cast<void>(peer.send("0\r\n\r\n"));
    peer.end_stream();
  });
  Client client(upstream.url(), patient());
  const auto recorder = std::make_shared<LlmRecorder>();
  client.llm->generate({"c", {{engine::ChatMessage::Role::user, "Light!"}}, 20}, recorder->sink(),
                       {});
  ASSERT_TRUE(recorder->wait());
  ASSERT_TRUE(recorder->done()) << recorder->error();
  ASSERT_EQ(recorder->done()->tool_calls.size(), 1U);
  EXPECT_EQ(recorder->done()->tool_calls[0].arguments, "{}");
  EXPECT_EQ(upstream.requests(), 2);
}

TEST(OpenAiLlm, AServiceWithoutToolsIsNotAskedWithoutThem) {
  ScriptedUpstream upstream(
      answering(500, R"({"error":{"message":"tools param requires --jinja flag"}})"));
  Client client(upstream.url(), patient());
  engine::LlmRequest request{"c", {{engine::ChatMessage::Role::user, "Light!"}}, 20};
  request.tools =
      std::make_shared<std::vector<engine::Tool>>(std::vector<engine::Tool>{{"light", "", ""}});
  const auto recorder = std::make_shared<LlmRecorder>();
  client.llm->generate(request, recorder->sink(), {});
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), engine::kToolsUnsupported);
  EXPECT_THAT(recorder->error_detail(), HasSubstr("requires --jinja"));
  EXPECT_EQ(upstream.requests(), 1) << "neither again nor in another form";
}

TEST(OpenAiLlm, ACancelledCallLetsItsRequestGo) {
  std::atomic<bool> was_let_go{false};
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    while (peer.is_open()) peer.wait_ms(1000);
    was_let_go = true;
  });
  Client client(upstream.url(), {{"HOTPIN_LLM_STALL_MS", "60000"}});
  const auto recorder = std::make_shared<LlmRecorder>();
  std::stop_source stop;
  client.llm->generate({"c", {{engine::ChatMessage::Role::user, "Hi"}}, 20}, recorder->sink(),
                       stop.get_token());
  recorder->wait_for_text();
  stop.request_stop();
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), "cancelled");
  while (!was_let_go) std::this_thread::yield();
}

TEST(OpenAiLlm, AnEngineThatGoesEndsItsCalls) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) { peer.hang(); });
  const auto recorder = std::make_shared<LlmRecorder>();
  {
    Client client(upstream.url(), {{"HOTPIN_LLM_FIRST_TOKEN_MS", "60000"}});
    client.llm->generate({"c", {{engine::ChatMessage::Role::user, "Hi"}}, 20}, recorder->sink(),
                         {});
  }
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), "cancelled");
}

// Settings.

TEST(OpenAiLlm, TheModelMustBeNamedWhenThereAreSeveral) {
  ScriptedUpstream upstream(once({}));
  EXPECT_THAT(Client(upstream.url(), {{"HOTPIN_LLM_MODEL", ""}}).refused,
              HasSubstr("HOTPIN_LLM_MODEL must name a model"));
}

TEST(OpenAiLlm, WrongSettingsAreOneLine) {
  for (const char* url : {"ftp://somewhere", "http://", "https://host:99999/v1", "http://a b",
                          "http://host/v1#key=1", "http://host\nHOTPIN=1", "//me:sesame@host"}) {
    const std::string refused = Client(url).refused;
    EXPECT_THAT(refused, HasSubstr("HOTPIN_LLM_URL")) << url;
    EXPECT_THAT(refused, testing::AllOf(HasSubstr("http://"), Not(HasSubstr("\n")))) << url;
    EXPECT_THAT(refused, Not(HasSubstr("sesame")));
  }
  for (const char* file : {"/nowhere", "/etc/passwd", "/etc"}) {
    EXPECT_THAT(Client("https://127.0.0.1:1", {{"HOTPIN_CA_FILE", file}}).refused,
                testing::AllOf(HasSubstr("HOTPIN_CA_FILE"), HasSubstr(file)));
  }
  EXPECT_THAT(Client("http://127.0.0.1:1", {{"HOTPIN_LLM_EXTRA", "[1]"}}).refused,
              HasSubstr("HOTPIN_LLM_EXTRA"));
  EXPECT_THAT(Client("http://127.0.0.1:1", {{"HOTPIN_LLM_API_KEY", "a\nb"}}).refused,
              HasSubstr("API_KEY"));
}

TEST(OpenAiLlm, ExtrasAreLaidOver) {
  std::string body;
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    body = request.body;
    peer.stream(kWords);
  });
  Client client(upstream.url(),
                {{"HOTPIN_LLM_EXTRA", R"({"max_tokens":null,"reasoning_effort":"none"})"}});
  client.ask();
  EXPECT_THAT(body, testing::AllOf(HasSubstr(R"("reasoning_effort":"none")"),
                                   Not(HasSubstr("max_tokens"))));
}

}  // namespace
}  // namespace hotpin::tests
