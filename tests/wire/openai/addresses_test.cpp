#include <gmock/gmock.h>

#include <atomic>
#include <string>

#include "wire/openai_client.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string at(const ScriptedUpstream& upstream, const std::string& path) {
  return "http://127.0.0.1:" + std::to_string(upstream.port()) + path;
}

void speak(UpstreamPeer& peer, const UpstreamRequest&) { peer.stream(kWords); }

/// As people write it: the first turn finds the service, the second knows where it is.
TEST(OpenAiAddresses, EveryFormOfTheUrlIsAnswered) {
  for (const auto& [path, requests] : std::vector<std::pair<std::string, int>>{
           {"/v1", 2},
           {"/v1/", 2},
           {"/v1/chat/completions", 2},
           {"/v1/models", 2},
           {"", 3},
           {"/", 3},
           {"/api/chat", 3},
       }) {
    ScriptedUpstream upstream(speak);
    upstream.move_to("/v1/");
    Client client(at(upstream, path), patient());
    EXPECT_EQ(client.refused, "") << path;
    EXPECT_EQ(client.ask(), "Hello there.") << path;
    EXPECT_EQ(client.ask(), "Hello there.") << path;
    EXPECT_EQ(upstream.requests(), requests) << path;
  }
  ScriptedUpstream root(speak);
  root.move_to("/chat/");
  EXPECT_EQ(Client(at(root, "/v1"), patient()).ask(), "Hello there.");
}

TEST(OpenAiAddresses, TheListOfModelsIsFoundBelowV1) {
  ScriptedUpstream upstream(speak);
  upstream.move_to("/v1/");
  upstream.list(R"({"data":[{"id":"only"}]})");
  Client client(at(upstream, ""), patient({{"HOTPIN_LLM_MODEL", ""}}));
  EXPECT_EQ(client.refused, "") << "its only one";
}

TEST(OpenAiAddresses, AWebPageIsNoAnswer) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (request.path.starts_with("/v1/")) return peer.stream(kWords);
    peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
  });
  EXPECT_EQ(Client(at(upstream, ""), patient()).ask(), "Hello there.");
}

TEST(OpenAiAddresses, ARedirectOnTheSameHostIsFollowedAndRemembered) {
  for (const int status : {301, 302, 307, 308}) {
    std::string method;
    std::string body;
    std::string head;
    ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest& request) {
      if (request.path == "/v1/chat/completions") {
        return peer.answer(status, "", "Location: /v2/chat/completions\r\n");
      }
      method = request.method;
      body = request.body;
      head = request.head;
      peer.stream(kWords);
    });
    Client client(upstream.url(), patient());
    EXPECT_EQ(client.ask(), "Hello there.") << status;
    EXPECT_EQ(client.ask(), "Hello there.") << status;
    EXPECT_EQ(upstream.requests(), 3) << status;
    EXPECT_EQ(method, "POST");
    EXPECT_THAT(body, HasSubstr("\"Hi\""));
    EXPECT_THAT(head, HasSubstr("Bearer secret-key"));
  }
}

TEST(OpenAiAddresses, ARedirectElsewhereIsNamedAndGetsNothing) {
  ScriptedUpstream other(speak);
  for (const std::string& target :
       {other.url() + "/chat/completions?token=hidden", std::string("//else.invalid/v1"),
        std::string("https://else.invalid/v1")}) {
    ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest&) {
      peer.answer(307, "", "Location: " + target + "\r\n");
    });
    Client client(upstream.url(), patient());
    EXPECT_EQ(client.ask(), "!upstream_307");
    EXPECT_THAT(client.detail,
                testing::AllOf(HasSubstr(target.substr(0, target.find('?'))),
                               HasSubstr("HOTPIN_LLM_URL"), Not(HasSubstr("hidden"))));
    EXPECT_EQ(upstream.requests(), 1);
  }
  EXPECT_EQ(other.connections(), 0);
}

TEST(OpenAiAddresses, ALoopOfRedirectsEnds) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest& request) {
    peer.answer(308, "", "Location: " + request.path + "/on\r\n");
  });
  EXPECT_EQ(Client(upstream.url(), patient()).ask(), "!upstream_308");
  EXPECT_LT(upstream.requests(), 10);
}

TEST(OpenAiAddresses, AUserOfTheUrlIsSentAsBasic) {
  std::string head;
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    head = request.head;
    peer.stream(kWords);
  });
  const std::string url = "http://me:sesame@127.0.0.1:" + std::to_string(upstream.port()) + "/v1";
  EXPECT_EQ(Client(url, patient({{"HOTPIN_LLM_API_KEY", ""}})).ask(), "Hello there.");
  EXPECT_THAT(head, HasSubstr("Authorization: Basic bWU6c2VzYW1l\r\n"));
  EXPECT_THAT(Client(url).refused, HasSubstr("HOTPIN_LLM_API_KEY"));
}

TEST(OpenAiAddresses, AModelIsAskedForAsTheServiceListsIt) {
  std::string body;
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    body = request.body;
    peer.stream(kWords);
  });
  upstream.list(R"({"data":[{"id":"toy:latest"},{"id":"Owner/Big"}]})");
  Client(upstream.url(), patient()).ask();
  EXPECT_THAT(body, HasSubstr(R"("model":"toy")"));
  Client(upstream.url(), patient({{"HOTPIN_LLM_MODEL", "big"}})).ask();
  EXPECT_THAT(body, HasSubstr(R"("model":"Owner/Big")"));
}

}  // namespace
}  // namespace hotpin::tests
