#include "engine/llms/own_persona.hpp"

#include <gmock/gmock.h>

#include <utility>

#include "engine/llms/judged_llm.hpp"

namespace hotpin::engine {
namespace {

using Role = ChatMessage::Role;

/// What a model was asked.
struct Asked {
  std::vector<ChatMessage> shared;
  std::vector<LlmRequest> replies, prepared, judged;
  std::vector<std::string> forgotten;
};

class AskedLlm final : public Llm {
 public:
  explicit AskedLlm(Asked& asked, bool wants_examples = false)
      : asked_(asked), wants_examples_(wants_examples) {}
  std::string_view name() const override { return "asked"; }
  bool wants_examples() const override { return wants_examples_; }
  base::Status warm_up(const std::vector<ChatMessage>& shared) override {
    asked_.shared = shared;
    return base::ok();
  }
  void generate(LlmRequest request, LlmSink, std::stop_token) override {
    asked_.replies.push_back(std::move(request));
  }
  void prepare(LlmRequest request) override { asked_.prepared.push_back(std::move(request)); }
  void judge_end(LlmRequest request, EndSink) override {
    asked_.judged.push_back(std::move(request));
  }
  void forget(const std::string& conversation) override {
    asked_.forgotten.push_back(conversation);
  }

 private:
  Asked& asked_;
  bool wants_examples_;
};

std::string text_of(const std::vector<ChatMessage>& messages) {
  std::string text;
  for (const ChatMessage& message : messages) text += message.content + "|";
  return text;
}

const std::vector<ChatMessage> kShared{{Role::system, "of all"}};
const std::vector<ChatMessage> kOwn{
    {Role::system, "own"}, {Role::user, "q"}, {Role::assistant, "a"}};

class OwnPersonaTest : public testing::Test {
 protected:
  Asked asked_;
  OwnPersona model_{std::make_unique<AskedLlm>(asked_), kOwn};
};

TEST_F(OwnPersonaTest, StandsInPlaceOfWhatAllConversationsBeginWith) {
  ASSERT_TRUE(model_.warm_up(kShared));
  EXPECT_EQ(text_of(asked_.shared), "own|q|a|");
  const LlmRequest request{"c", {kShared[0], {Role::user, "Hi"}}, 8};
  model_.generate(request, nullptr, {});
  model_.prepare(request);
  model_.judge_end(request, nullptr);
  for (const auto* requests : {&asked_.replies, &asked_.prepared, &asked_.judged}) {
    ASSERT_EQ(requests->size(), 1U);
    EXPECT_EQ(text_of(requests->front().messages), "own|q|a|Hi|");
    EXPECT_EQ(requests->front().conversation, "c");
  }
}

TEST_F(OwnPersonaTest, AClientsOwnStays) {
  ASSERT_TRUE(model_.warm_up(kShared));
  model_.generate({"c", {{Role::system, "of a client"}, {Role::user, "Hi"}}, 8}, nullptr, {});
  model_.generate({"c", {}, 8}, nullptr, {});
  EXPECT_EQ(text_of(asked_.replies.at(0).messages), "of a client|Hi|");
  EXPECT_EQ(text_of(asked_.replies.at(1).messages), "");
}

TEST_F(OwnPersonaTest, ToolsArePassedOn) {
  ASSERT_TRUE(model_.warm_up(kShared));
  LlmRequest request{"c", {kShared[0], {Role::user, "Hi"}}, 8};
  request.tools = std::make_shared<std::vector<Tool>>(std::vector<Tool>{{"light", "", ""}});
  request.tool_choice = {ToolChoice::Mode::required};
  model_.generate(request, nullptr, {});
  EXPECT_EQ(asked_.replies.at(0).tools, request.tools);
  EXPECT_EQ(asked_.replies.at(0).tool_choice, request.tool_choice);
}

TEST(JudgedLlm, TheSecondJudgesAndTheFirstDoesTheRest) {
  Asked first, judge;
  JudgedLlm both(std::make_unique<AskedLlm>(first, true), std::make_unique<AskedLlm>(judge));
  ASSERT_TRUE(both.warm_up(kShared));
  EXPECT_EQ(text_of(first.shared), "of all|");
  EXPECT_EQ(text_of(judge.shared), "of all|");
  EXPECT_TRUE(both.wants_examples());
  both.generate({"c", kShared, 8}, nullptr, {});
  both.prepare({"c", kShared, 8});
  both.judge_end({"c#end", kShared, 1}, nullptr);
  both.forget("c");
  EXPECT_EQ(first.replies.size(), 1U);
  EXPECT_EQ(first.prepared.size(), 1U);
  EXPECT_TRUE(first.judged.empty());
  EXPECT_THAT(first.forgotten, testing::ElementsAre("c"));
  EXPECT_TRUE(judge.replies.empty());
  ASSERT_EQ(judge.judged.size(), 1U);
  EXPECT_EQ(judge.judged[0].conversation, "c#end");
}

}  // namespace
}  // namespace hotpin::engine
