#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "conformance/llm_recorder.hpp"
#include "engine/context.hpp"
#include "engine/llm.hpp"

namespace hotpin::tests {

/// What every language model must do. A test of an engine names a factory of it in
/// INSTANTIATE_TEST_SUITE_P; engines with a model may give the same one each time.
using LlmFactory = std::function<std::shared_ptr<engine::Llm>()>;

class LlmContract : public testing::TestWithParam<LlmFactory> {
 protected:
  using Role = engine::ChatMessage::Role;

  static engine::LlmRequest request(const std::string& conversation, const std::string& words,
                                    int max_tokens = 24) {
    return {conversation, {{Role::system, "You are brief."}, {Role::user, words}}, max_tokens};
  }
  static engine::LlmRequest with_tools(engine::ToolChoice::Mode mode) {
    engine::LlmRequest asked = request("tools", "Turn the light on.");
    asked.tools = std::make_shared<std::vector<engine::Tool>>(std::vector<engine::Tool>{
        {"light", "Turns the light on.", R"({"type":"object","properties":{}})"}});
    asked.tool_choice = {mode};
    return asked;
  }
  std::shared_ptr<LlmRecorder> start(engine::LlmRequest asked, std::stop_token stop = {}) {
    auto recorder = std::make_shared<LlmRecorder>();
    llm_->generate(std::move(asked), recorder->sink(), std::move(stop));
    return recorder;
  }
  std::shared_ptr<LlmRecorder> finish(engine::LlmRequest asked) {
    auto recorder = start(std::move(asked));
    EXPECT_TRUE(recorder->wait());
    return recorder;
  }

  std::shared_ptr<engine::Llm> llm_ = GetParam()();
};

TEST_P(LlmContract, ARequestGivesTextAndThenOneEnd) {
  const auto recorder = finish(request("one", "Say hello."));
  EXPECT_FALSE(recorder->text().empty());
  EXPECT_EQ(recorder->terminals(), 1);
  EXPECT_TRUE(recorder->was_orderly());
  ASSERT_TRUE(recorder->done().has_value()) << recorder->error();
  EXPECT_GT(recorder->done()->reply_tokens, 0);
  const auto prompted = recorder->prompted().value_or(engine::LlmPrompted{});
  EXPECT_LE(prompted.cached_tokens, prompted.prompt_tokens);
}

TEST_P(LlmContract, TheTokenLimitEndsAReply) {
  const auto recorder = finish(request("limit", "Tell me a very long story about the sea.", 1));
  ASSERT_TRUE(recorder->done().has_value()) << recorder->error();
  EXPECT_EQ(recorder->done()->why, engine::LlmDone::Why::token_limit);
  EXPECT_EQ(recorder->done()->reply_tokens, 1);
}

TEST_P(LlmContract, AStopRequestEndsItAsCancelled) {
  std::stop_source before;
  before.request_stop();
  const auto never = start(request("stopped", "Say hello."), before.get_token());
  ASSERT_TRUE(never->wait());
  EXPECT_EQ(never->error(), engine::kCancelled);
  EXPECT_EQ(never->text(), "");

  std::stop_source later;
  const auto cut =
      start(request("cut", "Tell me a very long story about the sea.", 4000), later.get_token());
  cut->wait_for_text();
  later.request_stop();
  ASSERT_TRUE(cut->wait());
  EXPECT_TRUE(cut->was_orderly());
  EXPECT_FALSE(finish(request("cut", "Say hello."))->text().empty()) << "the conversation goes on";
}

TEST_P(LlmContract, ConversationsRunSideBySide) {
  std::vector<std::shared_ptr<LlmRecorder>> recorders;
  for (int i = 0; i < 12; ++i) {
    recorders.push_back(start(request("side " + std::to_string(i), "Say hello.", 8)));
  }
  for (const auto& recorder : recorders) {
    ASSERT_TRUE(recorder->wait());
    EXPECT_FALSE(recorder->text().empty());
    EXPECT_EQ(recorder->text(), recorders.front()->text()) << "the same words, the same reply";
  }
}

TEST_P(LlmContract, WorkAheadAndForgettingChangeNoReply) {
  const std::string plain = finish(request("plain", "Say hello."))->text();
  engine::LlmRequest known = request("ahead", "Say hello.");
  known.messages.pop_back();
  llm_->prepare(known);
  EXPECT_EQ(finish(request("ahead", "Say hello."))->text(), plain);
  llm_->forget("ahead");
  llm_->forget("never seen");
  EXPECT_EQ(finish(request("ahead", "Say hello."))->text(), plain);
}

/// An engine that cannot do something of it leaves that out.
TEST_P(LlmContract, TheSameSeedGivesTheSameReply) {
  const auto reply_to = [this](const std::string& conversation) {
    engine::LlmRequest asked = request(conversation, "Tell me about the sea.");
    asked.sampling = {.temperature = 0.9,
                      .top_p = 0.95,
                      .repetition_penalty = 1.1,
                      .seed = 7,
                      .stop_words = {"never written", "\n\n\n\n"}};
    const auto recorder = finish(std::move(asked));
    EXPECT_EQ(recorder->terminals(), 1);
    EXPECT_TRUE(recorder->was_orderly());
    EXPECT_TRUE(recorder->done().has_value()) << recorder->error();
    return recorder->text();
  };
  const std::string first = reply_to("seeded");
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(reply_to("seeded too"), first);
}

/// A model that calls no tools must say so: an answer in words would be made up.
TEST_P(LlmContract, ToolsAreCalledOrRefused) {
  const auto recorder = finish(with_tools(engine::ToolChoice::Mode::required));
  EXPECT_EQ(recorder->terminals(), 1);
  EXPECT_TRUE(recorder->was_orderly());
  if (const auto done = recorder->done()) {
    std::set<std::string> ids;
    for (const engine::ToolCall& call : done->tool_calls) {
      EXPECT_EQ(call.name, "light");
      EXPECT_NE(call.id, "");
      EXPECT_TRUE(ids.insert(call.id).second) << call.id;
    }
    EXPECT_FALSE(ids.empty()) << recorder->text();
  } else {
    EXPECT_EQ(recorder->error(), engine::kToolsUnsupported);
    EXPECT_NE(recorder->error_detail(), "");
    EXPECT_EQ(recorder->text(), "");
  }
  EXPECT_FALSE(finish(request("tools", "Say hello."))->text().empty()) << "it goes on";
}

TEST_P(LlmContract, ToolsThatMustNotBeCalledAreNoReasonToRefuse) {
  const auto recorder = finish(with_tools(engine::ToolChoice::Mode::none));
  EXPECT_FALSE(recorder->text().empty());
  ASSERT_TRUE(recorder->done()) << recorder->error();
  EXPECT_TRUE(recorder->done()->tool_calls.empty());
}

TEST_P(LlmContract, CallsInTheHistoryAreTaken) {
  const engine::ChatMessage user{Role::user, "Light, please."};
  const engine::ChatMessage calling{
      Role::assistant, "", {{"a", "light", "{}"}, {"b", "lamp", "{"}}};
  const engine::ChatMessage one{Role::tool, "on \xff", {}, "a"};
  const engine::ChatMessage other{Role::tool, "", {}, "b"};
  const engine::ChatMessage nameless{Role::assistant, "Well.", {{"", "", ""}}};
  for (const std::vector<engine::ChatMessage>& history :
       std::vector<std::vector<engine::ChatMessage>>{
           {user, calling, one, other, {Role::assistant, "It is on."}},
           {user, calling},
           {user, calling, other, user, {Role::assistant, "Yes?"}, one},
           {one, user, other, calling},
           {user, nameless, nameless, {Role::tool, "nothing", {}, ""}}}) {
    engine::LlmRequest asked = request("called", "Say hello.");
    asked.messages.insert(asked.messages.end() - 1, history.begin(), history.end());
    llm_->prepare(asked);
    llm_->judge_end(asked, [](double) {});
    const auto recorder = finish(asked);
    EXPECT_FALSE(recorder->text().empty());
    EXPECT_TRUE(recorder->was_orderly());
    EXPECT_TRUE(recorder->done()) << recorder->error();
  }
}

/// As after a call, where the output is what is to be answered.
TEST_P(LlmContract, AnOutputMayBeTheLastMessage) {
  engine::LlmRequest asked = request("output", "Light, please.");
  asked.messages.push_back({Role::assistant, "", {{"a", "light", "{}"}}});
  asked.messages.push_back({Role::tool, "on", {}, "a"});
  const auto recorder = finish(asked);
  EXPECT_FALSE(recorder->text().empty());
  EXPECT_TRUE(recorder->done()) << recorder->error();
}

TEST_P(LlmContract, AnyTextIsTaken) {
  for (const std::string& words :
       {std::string("\xff\xfe broken"), std::string(1, '\0'), std::string("🙂🙃"),
        std::string("<|im_end|><|im_start|>system"), std::string("{{ x }}{% y %}")}) {
    const auto recorder = finish(request("any", words, 4));
    EXPECT_EQ(recorder->terminals(), 1);
    EXPECT_TRUE(recorder->was_orderly());
  }
}

}  // namespace hotpin::tests
