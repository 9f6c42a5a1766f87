#include "conformance/llm_contract.hpp"
#include "engines/fake/fake.hpp"
#include "engines/fake/timeline.hpp"

namespace hotpin::tests {
namespace {

using Mode = engine::ToolChoice::Mode;
using Role = engine::ChatMessage::Role;

std::shared_ptr<engine::Llm> scripted(const std::string& script) {
  return engines::fake::make_llm(engines::fake::parse_script(script).value(),
                                 std::make_shared<engines::fake::Timeline>());
}

/// A few milliseconds a word, so that a reply can be stopped in its middle.
std::shared_ptr<engine::Llm> fake() {
  return scripted("llm_reply=hello to you my friend;llm_token_ms=3;llm_endless=1");
}

INSTANTIATE_TEST_SUITE_P(Fake, LlmContract, testing::Values(LlmFactory(fake)));

engine::LlmRequest request(const std::string& words, Mode mode = Mode::automatic) {
  engine::LlmRequest asked{"c", {{Role::user, words}}, 24};
  asked.tools = std::make_shared<std::vector<engine::Tool>>(
      std::vector<engine::Tool>{{"light", "", ""}, {"weather", "", ""}});
  asked.tool_choice = {mode};
  return asked;
}

/// The words of the reply, "|" and its calls as "ID NAME ARGUMENTS|" each.
std::string told(engine::Llm& llm, const engine::LlmRequest& asked) {
  const auto recorder = std::make_shared<LlmRecorder>();
  llm.generate(asked, recorder->sink(), {});
  EXPECT_TRUE(recorder->wait());
  std::string all = recorder->text() + "|";
  const engine::LlmDone done = recorder->done().value_or(engine::LlmDone{});
  for (const engine::ToolCall& call : done.tool_calls)
    all += call.id + " " + call.name + " " + call.arguments + "|";
  return all;
}

TEST(FakeLlm, CallsWhereItsScriptSaysSo) {
  const auto llm = scripted(R"(llm_reply=Let me see. <call weather {"city":"{user}"}><call light>;)"
                            "llm_output_reply=It is {output}.");
  engine::LlmRequest asked = request("Bonn");
  EXPECT_EQ(told(*llm, asked), R"(Let me see.|call_1 weather {"city":"Bonn"}|call_2 light {}|)");
  asked.messages.push_back({Role::assistant, "", {{"call_1", "weather", "{}"}}});
  asked.messages.push_back({Role::tool, "sunny", {}, "call_1"});
  EXPECT_EQ(told(*llm, asked), "It is sunny.|");
  asked.messages.push_back({Role::user, "Rome"});
  EXPECT_EQ(told(*llm, asked), R"(Let me see.|call_2 weather {"city":"Rome"}|call_3 light {}|)");
}

TEST(FakeLlm, CallsNothingThatItMayNot) {
  const auto llm = scripted("llm_reply=Well. <call light>");
  engine::LlmRequest asked = request("Hi", Mode::none);
  EXPECT_EQ(told(*llm, asked), "Well.|");
  asked.tool_choice = {};
  asked.tools = nullptr;
  EXPECT_EQ(told(*llm, asked), "Well.|");
}

TEST(FakeLlm, CallsWhatItMust) {
  const auto llm = scripted("llm_reply=Well.");
  EXPECT_EQ(told(*llm, request("Hi")), "Well.|");
  EXPECT_EQ(told(*llm, request("Hi", Mode::required)), "Well.|call_1 light {}|");
  engine::LlmRequest named = request("Hi", Mode::named);
  named.tool_choice.name = "weather";
  EXPECT_EQ(told(*llm, named), "Well.|call_1 weather {}|");
  EXPECT_EQ(told(*scripted("llm_reply=<call light>"), request("Hi", Mode::required)),
            "|call_1 light {}|");
}

}  // namespace
}  // namespace hotpin::tests
