#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "engines/openai/upstream.hpp"
#include "support/own_certificate.hpp"
#include "wire/openai_client.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A page over TLS, on a free port.
class TlsPage {
 public:
  std::string url() const { return "https://127.0.0.1:" + port_ + "/v1"; }
  std::string certificate() const { return certificate_.path(); }

 private:
  const OwnCertificate certificate_;
  const std::string port_ = std::to_string(free_port());
  const ChildProgram server_{{find_program("openssl"), "s_server", "-quiet", "-www", "-accept",
                              port_, "-key", certificate_.key(), "-cert", certificate_.path()}};
};

// Failures before anything of the reply came: tried again where that may help.

TEST(OpenAiFailures, Refused) {
  std::string url;
  {
    const ScriptedUpstream gone(once({}));
    url = gone.url();
  }
  EXPECT_EQ(Client(url).ask(), "!refused");
}

TEST(OpenAiFailures, NoSuchName) {
  EXPECT_EQ(Client("http://no-such-host.invalid/v1").ask(), "!dns");
}

TEST(OpenAiFailures, AWrongCertificateIsNotTrustedUnlessSaidSo) {
  if (const std::string missing = OwnCertificate::missing(); !missing.empty()) {
    GTEST_SKIP() << missing;
  }
  const TlsPage page;
  std::string said;
  while ((said = Client(page.url()).ask()) == "!refused")
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(said, "!tls");
  EXPECT_NE(Client(page.url(), {{"HOTPIN_CA_FILE", page.certificate()}}).ask(), "!tls");
}

TEST(OpenAiFailures, HangBeforeTheHead) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) { peer.hang(); });
  EXPECT_EQ(Client(upstream.url()).ask(), "!first_token_timeout");
}

TEST(OpenAiFailures, HangBeforeTheFirstToken) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.hang();
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "!first_token_timeout");
  EXPECT_EQ(upstream.requests(), 1);
}

TEST(OpenAiFailures, KeepAliveCommentsAreNoToken) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    while (peer.is_open()) {
      peer.chunk(": processing\n\n");
      peer.wait_ms(40);
    }
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "!first_token_timeout");
}

TEST(OpenAiFailures, StallInTheMiddle) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.hang();
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!stalled");
  EXPECT_EQ(upstream.requests(), 1) << "what was said must not be said again";
}

/// However long the first word might have taken.
TEST(OpenAiFailures, AStallIsSeenInItsOwnTime) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.hang();
  });
  EXPECT_EQ(Client(upstream.url(),
                   {{"HOTPIN_LLM_FIRST_TOKEN_MS", "300000"}, {"HOTPIN_LLM_TIMEOUT_S", "600"}})
                .ask(),
            "Well,!stalled");
}

TEST(OpenAiFailures, CutInTheMiddle) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.cut();
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!cut");
  EXPECT_EQ(upstream.requests(), 1);
}

TEST(OpenAiFailures, EndWithoutDoneOrReasonIsACut) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.send("0\r\n\r\n");
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!cut");
}

TEST(OpenAiFailures, WhatHappensBehindTheWholeReplyDoesNotMatter) {
  for (const bool is_cut : {false, true}) {
    ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
      peer.begin_stream();
      peer.delta("Well.");
      peer.chunk("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
      peer.chunk("data: {\"cho");
      is_cut ? peer.cut() : peer.hang();
    });
    EXPECT_EQ(Client(upstream.url()).ask(), "Well.") << is_cut;
  }
}

TEST(OpenAiFailures, CutBeforeTheFirstTokenIsTriedAgain) {
  ScriptedUpstream upstream(once([](UpstreamPeer& peer, const UpstreamRequest&) { peer.cut(); }));
  EXPECT_EQ(Client(upstream.url()).ask(), "Hello there.");
  EXPECT_EQ(upstream.requests(), 2);
}

TEST(OpenAiFailures, ErrorInTheMiddleOfTheStream) {
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

TEST(OpenAiFailures, GarbageCostsItself) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    peer.chunk("data: {\"choices\":[{\"del\n\n");
    peer.delta(" yes.");
    peer.end_stream();
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well, yes.");
  ScriptedUpstream nothing_else([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.events({"{\"choices\":[{\"del", "nonsense"});
  });
  EXPECT_EQ(Client(nothing_else.url()).ask(), "!bad_chunk");
}

TEST(OpenAiFailures, ATenMegabyteLineIsAnError) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    peer.delta("Well,");
    const std::string block(1024 * 1024, 'x');
    for (int i = 0; i < 10 && peer.is_open(); ++i) peer.chunk(block);
  });
  EXPECT_EQ(Client(upstream.url()).ask(), "Well,!too_long");
}

TEST(OpenAiFailures, AModelThatOnlyThinksIsAnsweredForBeforeTheTurnIsGivenUp) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.begin_stream();
    while (peer.is_open()) {
      peer.chunk("data: {\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}\n\n");
      peer.wait_ms(40);
    }
  });
  const ServerProcess server(on_fakes("stt_text=what is it;llm_reply=A second one answers.",
                                      {{"HOTPIN_LLM", "openai"},
                                       {"HOTPIN_LLM_URL", upstream.url()},
                                       {"HOTPIN_LLM_MODEL", "toy"},
                                       {"HOTPIN_LLM_FALLBACK", "fake"},
                                       {"HOTPIN_LLM_TIMEOUT_S", "3"}}));
  const auto client = WireClient::joined(server.url());
  client->say(R"({"text":"What is it?"})");
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr("A second one answers."));
}

TEST(OpenAiFailures, AnEndlessReplyIsStopped) {
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

TEST(OpenAiFailures, WrongKey) {
  ScriptedUpstream upstream(
      answering(401, R"({"error":{"message":"Invalid API Key: secret-key."}})"));
  Client client(upstream.url());
  EXPECT_EQ(client.ask(), "!upstream_401");
  EXPECT_THAT(client.detail,
              testing::AllOf(HasSubstr("Invalid API Key: ***."), HasSubstr("check the API key"),
                             Not(HasSubstr("secret-key"))));
  EXPECT_EQ(upstream.requests(), 1);
}

TEST(OpenAiFailures, NoSuchModelNamesThoseThereAre) {
  ScriptedUpstream upstream(answering(404, R"({"error":"model not found"})"));
  Client client(upstream.url());
  EXPECT_EQ(client.ask(), "!upstream_404");
  EXPECT_THAT(client.detail, HasSubstr("toy, toy-large"));
}

TEST(OpenAiFailures, PassingRefusalsAreTriedOnceMore) {
  for (const int status : {408, 409, 500, 502, 503, 504, 529}) {
    ScriptedUpstream upstream(once(answering(status, "<html>busy</html>")));
    EXPECT_EQ(Client(upstream.url()).ask(), "Hello there.") << status;
    EXPECT_EQ(upstream.requests(), 2) << status;
  }
}

TEST(OpenAiFailures, LastingRefusalsAreNot) {
  for (const int status : {400, 403, 422}) {
    ScriptedUpstream upstream(answering(status, R"({"error":{"message":"no"}})"));
    EXPECT_EQ(Client(upstream.url()).ask(), "!upstream_" + std::to_string(status));
    EXPECT_EQ(upstream.requests(), 1) << status;
  }
}

TEST(OpenAiFailures, TheServiceSaysWhetherToTryAgain) {
  ScriptedUpstream firm(answering(500, "", "x-should-retry: false\r\n"));
  EXPECT_EQ(Client(firm.url()).ask(), "!upstream_500");
  EXPECT_EQ(firm.requests(), 1);
  ScriptedUpstream kind(once(answering(400, "", "x-should-retry: true\r\n")));
  EXPECT_EQ(Client(kind.url()).ask(), "Hello there.");
}

TEST(OpenAiFailures, TooLongIsAskedAgainWithLessHistory) {
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

TEST(OpenAiFailures, AShortHoldIsWaitedFor) {
  for (const char* header :
       {"retry-after: 0.1\r\n", "Retry-After-Ms: 100\r\n",
        "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 90ms\r\n",
        "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n"}) {
    ScriptedUpstream upstream(once(answering(429, R"({"error":{"message":"slow"}})", header)));
    EXPECT_EQ(Client(upstream.url()).ask(), "Hello there.") << header;
  }
}

TEST(OpenAiFailures, ALongHoldIsObeyedByAllSessions) {
  for (const char* header :
       {"retry-after: 60\r\n", "retry-after-ms: 60000\r\n",
        "retry-after: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
        "x-ratelimit-remaining-tokens: 0\r\nx-ratelimit-reset-tokens: 1m3.5s\r\n"}) {
    ScriptedUpstream upstream(answering(429, "{}", header));
    Client client(upstream.url());
    EXPECT_EQ(client.ask(), "!upstream_429") << header;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(), "!held") << header;
    EXPECT_EQ(upstream.requests(), 1) << header;
  }
}

TEST(OpenAiFailures, AnOverloadWithoutAWordIsTriedAgainAndHoldsNobody) {
  for (const auto& [status, header] :
       {std::pair{429, ""}, {429, "retry-after: soon\r\n"}, {498, ""}}) {
    ScriptedUpstream upstream(answering(status, "{}", header));
    Client client(upstream.url());
    EXPECT_EQ(client.ask(), "!upstream_" + std::to_string(status));
    EXPECT_EQ(client.ask(), "!upstream_" + std::to_string(status));
    EXPECT_EQ(upstream.requests(), 3) << "two turns and one retry";
  }
}

// Across calls.

TEST(OpenAiFailures, RetriesAreAFifthOfTurnsAtMost) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest&) {
    peer.answer(409, "{}");  // passing, and says nothing of the service's health
  });
  Client client(upstream.url());
  constexpr int kTurns = 50;
  for (int i = 0; i < kTurns; ++i) EXPECT_EQ(client.ask(), "!upstream_409");
  EXPECT_EQ(upstream.requests(), kTurns + kTurns / 5);
}

TEST(OpenAiFailures, TheBreakerOpensAndClosesAgain) {
  std::atomic<bool> is_well{false};
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
    if (is_well) return peer.stream(kWords);
    peer.answer(500, "{}");
  });
  Client client(upstream.url());
  while (client.ask() != "!breaker_open") {
  }
  EXPECT_LE(upstream.requests(), engines::openai::Upstream::kScoreToOpen);
  const int greetings = upstream.greetings();
  EXPECT_EQ(client.ask(), "!breaker_open");
  EXPECT_EQ(upstream.greetings(), greetings) << "it is left alone";
  is_well = true;
  const auto begin = std::chrono::steady_clock::now();
  while (client.ask() != "Hello there.") std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5))
      << "the longest time that the breaker stays open is less";
  EXPECT_EQ(client.ask(), "Hello there.");
}

}  // namespace
}  // namespace hotpin::tests
