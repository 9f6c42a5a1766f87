#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "conformance/llm_contract.hpp"
#include "engine/context.hpp"
#include "engines/openai/upstream.hpp"
#include "support/scripted_upstream.hpp"
#include "support/server_process.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::openai {
base::Result<std::unique_ptr<engine::Llm>> make_openai_llm(const engine::Context& context);
}

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using Changes = std::vector<std::pair<std::string, std::string>>;

/// No pool is needed: the engine works on its client's thread.
class NoPool final : public base::TaskRunner {
 public:
  bool try_post(base::Task, base::Priority) override { return false; }
};

/// The engine against `url`, with a shared page of its own.
struct Client {
  explicit Client(const std::string& url, Changes changes = {}) {
    changes.insert(changes.begin(), {{"HOTPIN_LLM_URL", url},
                                     {"HOTPIN_LLM_MODEL", "toy"},
                                     {"HOTPIN_LLM_API_KEY", "secret-key"},
                                     {"HOTPIN_LLM_FIRST_TOKEN_MS", "400"},
                                     {"HOTPIN_LLM_STALL_MS", "300"}});
    settings = settings_with(changes);
    auto made = engines::openai::make_openai_llm({settings, pool, pool, *page});
    if (!made) {
      refused = made.error().detail;
      return;
    }
    llm = std::move(*made);
    const auto warm = llm->warm_up({});
    refused = warm ? "" : warm.error().detail;
  }
  /// A whole call: its text, or the code of its error behind what came before.
  std::string ask(const std::string& question = "Hi") {
    const auto recorder = std::make_shared<LlmRecorder>();
    llm->generate({"c", {{engine::ChatMessage::Role::user, question}}, 20}, recorder->sink(), {});
    EXPECT_TRUE(recorder->wait());
    detail = recorder->error_detail();
    return recorder->error().empty() ? recorder->text()
                                     : recorder->text() + "!" + recorder->error();
  }

  std::shared_ptr<base::SharedPage> page = base::SharedPage::create().value();
  base::Settings settings = settings_with();
  NoPool pool;
  std::unique_ptr<engine::Llm> llm;
  std::string refused;
  std::string detail;
};

const std::vector<std::string> kWords{"Hello", " there", "."};

/// The first request gets `first`, every later one a good answer.
ScriptedUpstream::Script once(ScriptedUpstream::Script first) {
  const auto count = std::make_shared<std::atomic<int>>(0);
  return [=](UpstreamPeer& peer, const UpstreamRequest& request) {
    if ((*count)++ == 0) return first(peer, request);
    peer.stream(kWords);
  };
}

ScriptedUpstream::Script answering(int status, const std::string& body,
                                   const std::string& headers = "") {
  return [=](UpstreamPeer& peer, const UpstreamRequest&) { peer.answer(status, body, headers); };
}

constexpr const char* kOpenssl = "/usr/bin/openssl";

/// A page over TLS with a certificate of its own making, on a free port.
class TlsPage {
 public:
  TlsPage() {
    const std::string key = folder_ + "/key.pem";
    run_program({kOpenssl, "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                 "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate()});
    {
      const ScriptedUpstream free_port(once({}));
      port_ = std::to_string(free_port.port());
    }
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(127);
      execl(kOpenssl, "openssl", "s_server", "-quiet", "-www", "-accept", port_.c_str(), "-key",
            key.c_str(), "-cert", certificate().c_str(), nullptr);
      _exit(127);
    }
  }
  ~TlsPage() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  TlsPage(const TlsPage&) = delete;
  TlsPage& operator=(const TlsPage&) = delete;
  std::string url() const { return "https://127.0.0.1:" + port_ + "/v1"; }
  std::string certificate() const { return folder_ + "/certificate.pem"; }

 private:
  std::string folder_ = testing::TempDir();
  std::string port_;
  pid_t pid_ = -1;
};

/// A small "model" for the contract: as many words as it may have, up to four.
void speak(UpstreamPeer& peer, const UpstreamRequest& request) {
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

// Failures before anything of the reply came: tried again where that may help.

TEST(OpenAiLlm, Refused) {
  std::string url;
  {
    const ScriptedUpstream gone(once({}));
    url = gone.url();
  }
  EXPECT_EQ(Client(url).ask(), "!refused");
}

TEST(OpenAiLlm, NoSuchName) { EXPECT_EQ(Client("http://no-such-host.invalid/v1").ask(), "!dns"); }

TEST(OpenAiLlm, AWrongCertificateIsNotTrustedUnlessSaidSo) {
  if (!std::filesystem::exists(kOpenssl)) GTEST_SKIP() << "there is no openssl";
  const TlsPage page;
  std::string said;
  while ((said = Client(page.url()).ask()) == "!refused") usleep(10'000);  // until it listens
  EXPECT_EQ(said, "!tls");
  EXPECT_NE(Client(page.url(), {{"HOTPIN_CA_FILE", page.certificate()}}).ask(), "!tls");
}

TEST(OpenAiLlm, HangBeforeTheHead) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) { peer.hang(); });
  EXPECT_EQ(Client(upstream.url()).ask(), "!first_token_timeout");
}

TEST(OpenAiLlm, HangBeforeTheFirstToken) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.hang();
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "!first_token_timeout");
  EXPECT_EQ(upstream.requests(), 1);
}

TEST(OpenAiLlm, KeepAliveCommentsAreNoToken) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    while (peer.is_open()) {
      peer.chunk(": processing\n\n");
      peer.wait_ms(40);
    }
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "!first_token_timeout");
}

TEST(OpenAiLlm, StallInTheMiddle) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.hang();
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!stalled");
  EXPECT_EQ(upstream.requests(), 1) << "what was said must not be said again";
}

TEST(OpenAiLlm, CutInTheMiddle) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.cut();
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!cut");
  EXPECT_EQ(upstream.requests(), 1);
}

TEST(OpenAiLlm, EndWithoutDoneOrReasonIsACut) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.send("0\r\n\r\n");
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!cut");
}

TEST(OpenAiLlm, CutBeforeTheFirstTokenIsTriedAgain) {
  ScriptedUpstream upstream(once([](UpstreamPeer& peer, const UpstreamRequest&) { peer.cut(); }));
  EXPECT_EQ(Client(upstream.url()).ask(), "Hello there.");
  EXPECT_EQ(upstream.requests(), 2);
}

TEST(OpenAiLlm, ErrorInTheMiddleOfTheStream) {
  for (const char* error :
       {"data: {\"error\":{\"message\":\"out of memory\"}}\n\n",
        "event: error\ndata: {\"message\":\"out of memory\"}\n\n",
        "data: {\"choices\":[],\"x_groq\":{\"error\":\"over capacity\"}}\n\n"}) {
    ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
      peer.begin_stream();
      peer.delta("Well,");
      peer.chunk(error);
      peer.hang();
    });
    EXPECT_EQ(Client(upstream.url()).ask(), "Well,!upstream") << error;
  }
}

TEST(OpenAiLlm, GarbageIsAnError) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.chunk("data: {\"choices\":[{\"del\n\n");
    peer.hang();
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!bad_chunk");
}

TEST(OpenAiLlm, ATenMegabyteLineIsAnError) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    const std::string block(1024 * 1024, 'x');
    for (int i = 0; i < 10 && peer.is_open(); ++i) peer.chunk(block);
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!too_long");
}

TEST(OpenAiLlm, AnEndlessReplyIsStopped) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    for (int i = 0; i < 100'000 && peer.is_open(); ++i) {
      peer.delta("more ");
      peer.wait_ms(1);
    }
  });
  Client client(upstream.url());
  EXPECT_THAT(client.ask(), testing::AllOf(HasSubstr("more more"), Not(HasSubstr("!"))));
}

// Answers that refuse.

TEST(OpenAiLlm, WrongKey) {
  ScriptedUpstream upstream(answering(401, R"({"error":{"message":"Invalid API Key"}})"));
  Client client(upstream.url());
  EXPECT_EQ(client.ask(), "!upstream_401");
  EXPECT_THAT(client.detail,
              testing::AllOf(HasSubstr("Invalid API Key"), HasSubstr("check the API key"),
                             Not(HasSubstr("secret-key"))));
  EXPECT_EQ(upstream.requests(), 1);
}

TEST(OpenAiLlm, NoSuchModelNamesThoseThereAre) {
  ScriptedUpstream upstream(answering(404, R"({"error":"model not found"})"));
  Client client(upstream.url());
  EXPECT_EQ(client.ask(), "!upstream_404");
  EXPECT_THAT(client.detail, HasSubstr("toy, toy-large"));
}

TEST(OpenAiLlm, PassingRefusalsAreTriedOnceMore) {
  for (const int status : {408, 409, 500, 502, 503, 504, 529}) {
    ScriptedUpstream upstream(once(answering(status, "<html>busy</html>")));
    EXPECT_EQ(Client(upstream.url()).ask(), "Hello there.") << status;
    EXPECT_EQ(upstream.requests(), 2) << status;
  }
}

TEST(OpenAiLlm, LastingRefusalsAreNot) {
  for (const int status : {400, 403, 422}) {
    ScriptedUpstream upstream(answering(status, R"({"error":{"message":"no"}})"));
    EXPECT_EQ(Client(upstream.url()).ask(), "!upstream_" + std::to_string(status));
    EXPECT_EQ(upstream.requests(), 1) << status;
  }
}

TEST(OpenAiLlm, TheServiceSaysWhetherToTryAgain) {
  ScriptedUpstream firm(answering(500, "", "x-should-retry: false\r\n"));
  EXPECT_EQ(Client(firm.url()).ask(), "!upstream_500");
  EXPECT_EQ(firm.requests(), 1);
  ScriptedUpstream kind(once(answering(400, "", "x-should-retry: true\r\n")));
  EXPECT_EQ(Client(kind.url()).ask(), "Hello there.");
}

TEST(OpenAiLlm, TooLongIsAskedAgainWithLessHistory) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (request.body.find("old question") != std::string::npos) {
      return peer.answer(413, R"({"error":{"message":"Request too large"}})");
    }
    peer.stream(kWords);
  });
  Client client(upstream.url());
  using Role = engine::ChatMessage::Role;
  const auto recorder = std::make_shared<LlmRecorder>();
  client.llm->generate({"c",
                        {{Role::user, "old question"},
                         {Role::assistant, "old answer"},
                         {Role::user, "question"},
                         {Role::assistant, "answer"},
                         {Role::user, "new question"}},
                        20},
                       recorder->sink(), {});
  ASSERT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->text(), "Hello there.");
}

TEST(OpenAiLlm, AShortHoldIsWaitedFor) {
  for (const char* header :
       {"retry-after: 0.1\r\n", "Retry-After-Ms: 100\r\n",
        "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 90ms\r\n",
        "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n"}) {
    ScriptedUpstream upstream(once(answering(429, R"({"error":{"message":"slow"}})", header)));
    EXPECT_EQ(Client(upstream.url()).ask(), "Hello there.") << header;
  }
}

TEST(OpenAiLlm, ALongHoldIsObeyedByAllSessions) {
  for (const char* header :
       {"retry-after: 60\r\n", "retry-after-ms: 60000\r\n",
        "retry-after: Fri, 01 Jan 2100 00:00:00 GMT\r\n", "retry-after: soon\r\n",
        "x-ratelimit-remaining-tokens: 0\r\nx-ratelimit-reset-tokens: 1m3.5s\r\n"}) {
    ScriptedUpstream upstream(answering(429, "{}", header));
    Client client(upstream.url());
    EXPECT_EQ(client.ask(), "!upstream_429") << header;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(), "!held") << header;
    EXPECT_EQ(upstream.requests(), 1) << header;
  }
}

TEST(OpenAiLlm, FlexCapacityExceededHolds) {
  ScriptedUpstream upstream(answering(498, "{}"));
  Client client(upstream.url());
  EXPECT_EQ(client.ask(), "!upstream_498");
  EXPECT_EQ(client.ask(), "!held");
}

// Across calls.

TEST(OpenAiLlm, RetriesAreAFifthOfTurnsAtMost) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.answer(409, "{}");  // passing, and says nothing of the service's health
  });
  Client client(upstream.url());
  constexpr int kTurns = 50;
  for (int i = 0; i < kTurns; ++i) EXPECT_EQ(client.ask(), "!upstream_409");
  EXPECT_EQ(upstream.requests(), kTurns + kTurns / 5);
}

TEST(OpenAiLlm, TheBreakerOpensAndClosesAgain) {
  std::atomic<bool> is_well{false};
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
    if (is_well) return peer.stream(kWords);
    peer.answer(500, "{}");
  });
  Client client(upstream.url());
  while (client.ask() != "!breaker_open") {
  }
  EXPECT_LE(upstream.requests(), engines::openai::Upstream::kFailuresToOpen + 1);
  is_well = true;
  const auto begin = std::chrono::steady_clock::now();
  while (client.ask() != "Hello there.") std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5))
      << "the longest time that the breaker stays open is less";
  EXPECT_EQ(client.ask(), "Hello there.");
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
  EXPECT_THAT(Client("ftp://somewhere").refused, HasSubstr("http://"));
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
