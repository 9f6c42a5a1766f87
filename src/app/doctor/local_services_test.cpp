#include "app/doctor/local_services.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <mutex>

#include "support/child_program.hpp"
#include "support/scripted_upstream.hpp"

namespace hotpin::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What the one server answers to a path; nothing is 404.
using Answers = std::vector<std::pair<std::string, std::string>>;

std::string address_of(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

class Neighbour {
 public:
  explicit Neighbour(Answers answers)
      : answers_(std::move(answers)),
        upstream_([this](tests::UpstreamPeer& peer, const tests::UpstreamRequest& request) {
          answer(peer, request.path);
        }) {}
  std::string address() const { return address_of(upstream_.port()); }

 private:
  void answer(tests::UpstreamPeer& peer, const std::string& path) {
    for (const auto& [own, text] : answers_) {
      if (own != path) continue;
      if (text == "hang") return peer.hang();
      return text == "cut" ? peer.cut() : peer.answer(200, text);
    }
    peer.answer(404, "{}");
  }
  const Answers answers_;
  tests::ScriptedUpstream upstream_;
};

std::string nobody() { return address_of(tests::free_port()); }

TEST(LocalServices, AreToldWithTheSettingsForThem) {
  const Neighbour ollama(
      Answers{{"/api/version", R"({"version":"0.9.1"})"},
              {"/api/tags", R"({"models":[{"name":"llama3.2:3b"},{"name":"x"}]})"}});
  const Neighbour llama(Answers{{"/health", R"({"status":"ok"})"}});  // its /v1/models lists "toy"
  EXPECT_THAT(
      find_local_services({ollama.address(), llama.address()}),
      ElementsAre("Ollama 0.9.1 listens at " + ollama.address() + "; to use it: HOTPIN_LLM_URL=" +
                      ollama.address() + "/v1 HOTPIN_LLM_MODEL=llama3.2:3b",
                  "llama-server listens at " + llama.address() + "; to use it: HOTPIN_LLM_URL=" +
                      llama.address() + "/v1 HOTPIN_LLM_MODEL=toy"));
  const Neighbour empty(
      Answers{{"/api/version", R"({"version":"0.9.1"})"}, {"/api/tags", R"({"models":[]})"}});
  EXPECT_THAT(find_local_services({empty.address(), nobody()}),
              ElementsAre(HasSubstr("without a model: `ollama pull llama3.2`")));
}

TEST(LocalServices, WhatIsNoneIsNotTold) {
  EXPECT_THAT(find_local_services({nobody(), nobody()}), IsEmpty());
  EXPECT_THAT(find_local_services({"", ""}), IsEmpty());
  for (const char* text : {"hang", "cut", "", "[]", "{}", "<html>", "null", R"({"version":5})",
                           R"({"status":"loading model"})", R"({"status":5})"}) {
    const Neighbour other(Answers{{"/api/version", text}, {"/health", text}});
    EXPECT_THAT(find_local_services({other.address(), other.address()}), IsEmpty()) << text;
  }
  const Neighbour long_one(
      Answers{{"/api/version", R"({"version":")" + std::string(300'000, 'x') + R"("})"}});
  EXPECT_THAT(find_local_services({long_one.address(), nobody()}), IsEmpty());
}

TEST(LocalServices, TheirWordsAreShownAsOneLine) {
  const Neighbour ollama(Answers{{"/api/version", R"({"version":"1\n\u001b[31m"})"},
                                 {"/api/tags", R"({"models":[{"name":"a b; rm -rf"}]})"}});
  const auto lines = find_local_services({ollama.address(), nobody()});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], HasSubstr("Ollama 1__[31m listens"));
  EXPECT_THAT(lines[0], HasSubstr("HOTPIN_LLM_MODEL=a_b;_rm_-rf"));
}

TEST(LocalServices, AProxyIsNotAsked) {
  const Neighbour ollama(Answers{{"/api/version", R"({"version":"1"})"}});
  setenv("http_proxy", nobody().c_str(), 1);
  EXPECT_EQ(find_local_services({ollama.address(), ""}).size(), 1U);
  unsetenv("http_proxy");
}

TEST(LocalServices, TheirOwnVariablesSayWhereButOnThisMachineAlone) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"", "http://127.0.0.1:11434"},
      {"127.0.0.1:5", "http://127.0.0.1:5"},
      {"localhost", "http://localhost:11434"},
      {"0.0.0.0:5", "http://127.0.0.1:5"},
      {"http://[::1]:5", "http://[::1]:5"},
      {"192.168.1.5:11434", ""},
      {"ollama.example", ""},
      {"https://127.0.0.1", ""},
      {"http://127.0.0.1@evil.example", ""},
      {"127.0.0.1.evil.example", ""},
      {"127.0.0.1:x", ""},
      {"\n", ""}};
  for (const auto& [given, address] : cases) {
    setenv("OLLAMA_HOST", given, 1);
    EXPECT_EQ(local_addresses().ollama, address) << given;
  }
  unsetenv("OLLAMA_HOST");
  setenv("LLAMA_ARG_PORT", "8081", 1);
  EXPECT_EQ(local_addresses().llama_server, "http://127.0.0.1:8081");
  setenv("LLAMA_ARG_PORT", "8081@evil.example", 1);
  EXPECT_EQ(local_addresses().llama_server, "");
  unsetenv("LLAMA_ARG_PORT");
  EXPECT_EQ(local_addresses().llama_server, "http://127.0.0.1:8080");
}

}  // namespace
}  // namespace hotpin::app
