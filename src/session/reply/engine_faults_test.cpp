#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/engines/throwing_engines.hpp"
#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

constexpr const char* kScript = "stt_text=hello;llm_reply=One two three. Four five six.";
/// More than the calls of an engine in the conversation below.
constexpr int kMostCalls = 200;

std::size_t count(const std::vector<std::string>& lines, const std::string& beginning) {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(),
                    [&beginning](const std::string& line) { return line.starts_with(beginning); }));
}

/// Two spoken turns, one written, and one more: that all of them end and the last one is well.
void converse(FakeConversation& server, Fuse& fuse, const std::string& what) {
  auto client = server.connect("a");
  for (int i = 0; i < 2; ++i) {
    client.speak(500);
    server.run(600);
    client.speak(300, 0);
    client.end_of_speech();
    server.run();
  }
  client.session->on_event(protocol::TextIn{"hello"});
  server.run();
  const auto lines = client.link->take();
  EXPECT_EQ(count(lines, "transcribing"), 3U) << what;
  EXPECT_EQ(count(lines, "completed"), 3U) << what << testing::PrintToString(lines);
  EXPECT_EQ(count(lines, "completed") - count(lines, "failed"),
            static_cast<std::size_t>(std::count_if(
                lines.begin(), lines.end(),
                [](const std::string& line) { return line.find(" spoken: ") != line.npos; })))
      << what << testing::PrintToString(lines);
  fuse.at = 0;
  client.session->on_event(protocol::TextIn{"hello"});
  server.run();
  EXPECT_THAT(client.link->take().back(), testing::HasSubstr("spoken: One two three.")) << what;
}

/// Throws at the first call, at the second, and so on until none is left.
template <typename Make>
void fail_at_each_call(const std::string& name, Make make) {
  int at = 1;
  for (; at < kMostCalls; ++at) {
    const auto fuse = std::make_shared<Fuse>(Fuse{at});
    FakeConversation server(kScript, {}, make(fuse));
    converse(server, *fuse, name + " throws at call " + std::to_string(at));
    if (!fuse->has_blown) break;
  }
  EXPECT_GT(at, 4) << name;
  EXPECT_LT(at, kMostCalls) << name;
}

TEST(EngineFaults, ARecogniserThatThrowsEndsItsTurnAlone) {
  fail_at_each_call("stt", [](auto fuse) { return Unusual{.stt = throwing<ThrowingStt>(fuse)}; });
}

TEST(EngineFaults, AModelThatThrowsEndsItsTurnAlone) {
  fail_at_each_call("llm", [](auto fuse) { return Unusual{.llm = throwing<ThrowingLlm>(fuse)}; });
}

TEST(EngineFaults, AVoiceThatThrowsEndsItsTurnAlone) {
  fail_at_each_call("tts", [](auto fuse) { return Unusual{.tts = throwing<ThrowingTts>(fuse)}; });
}

/// Fails as services do: with whatever they say in the error.
class TalkativeLlm final : public engine::Llm {
 public:
  std::string_view name() const override { return "talkative"; }
  base::Status warm_up(const std::vector<engine::ChatMessage>&) override { return base::ok(); }
  void generate(engine::LlmRequest, engine::LlmSink sink, std::stop_token) override {
    sink(base::Error{"upstream_500",
                     "Traceback (most recent call last): /srv/acme/app.py, "
                     "organisation org-acme, key sk-1234567890"});
  }
};

TEST(EngineFaults, WhatAServiceSaysDoesNotGoOut) {
  FakeConversation server(kScript, {}, {.llm = [](std::unique_ptr<engine::Llm>) {
                            return std::make_unique<TalkativeLlm>();
                          }});
  auto client = server.connect("a");
  client.session->on_event(protocol::TextIn{"hello"});
  server.run();
  ASSERT_EQ(client.link->failures.size(), 1U);
  EXPECT_EQ(client.link->failures[0].code, "upstream_500");
  EXPECT_EQ(client.link->failures[0].message, "A service behind this server gave an error.");
}

}  // namespace
}  // namespace hotpin::tests
