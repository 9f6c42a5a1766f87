#include "base/chat_marks/mark_filter.hpp"

#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "base/chat_marks/known_marks.hpp"
#include "base/utf8.hpp"

namespace hotpin::base {
namespace {

/// What is left of a reply that comes in these pieces.
class Reading {
 public:
  void push(std::string_view delta) {
    for (const MarkFilter::Part& part : filter_.push(delta)) {
      text_ += part.text;
      if (part.was_thought) text_.clear();
    }
  }
  std::string end() {
    text_ += filter_.finish();
    const std::size_t begin = text_.find_first_not_of(" \n");
    if (begin == std::string::npos) return {};
    return text_.substr(begin, text_.find_last_not_of(" \n") - begin + 1);
  }

 private:
  MarkFilter filter_;
  std::string text_;
};

std::string read_whole(std::string_view reply) {
  Reading reading;
  reading.push(reply);
  return reading.end();
}

/// Between characters, since a delta holds whole ones.
bool is_cut(std::string_view reply, std::size_t at) {
  return at == reply.size() || (static_cast<unsigned char>(reply[at]) & 0xC0U) != 0x80U;
}

/// Whole, in two pieces at every place, and character by character.
void expect_left(std::string_view reply, std::string_view left) {
  EXPECT_EQ(read_whole(reply), left) << reply;
  for (std::size_t at = 1; at < reply.size(); ++at) {
    if (!is_cut(reply, at)) continue;
    Reading reading;
    reading.push(reply.substr(0, at));
    reading.push(reply.substr(at));
    EXPECT_EQ(reading.end(), left) << reply.substr(0, at) << " AND " << reply.substr(at);
  }
  Reading reading;
  for (std::size_t begin = 0, at = 1; at <= reply.size(); ++at) {
    if (!is_cut(reply, at)) continue;
    reading.push(reply.substr(begin, at - begin));
    begin = at;
  }
  EXPECT_EQ(reading.end(), left) << reply;
}

/// Each comes out as "Hello there.".
constexpr std::string_view kReplies[] = {
    // gpt-oss: channels, also without what the prompt or the server took of them
    "<|channel|>analysis<|message|>SECRET plan.<|end|><|start|>assistant<|channel|>final<|message|>"
    "Hello there.",
    "<|channel|>analysis<|message|>SECRET plan.<|end|><|start|>assistant<|channel|>final<|message|>"
    "Hello there.<|return|>SECRET",
    "<|start|>assistant<|channel|>final<|message|>Hello "
    "there.<|end|><|start|>user<|message|>SECRET",
    "<|channel|>analysis<|message|>SECRET<|end|><|start|>assistant<|channel|>commentary "
    "to=functions.f <|constrain|>json<|message|>{\"a\": 1}<|call|><|start|>functions.f "
    "to=assistant<|channel|>commentary<|message|>SECRET<|end|><|start|>assistant<|channel|>final"
    "<|message|>Hello there.",
    "<|start|>assistant to=functions.f<|channel|>commentary<|message|>SECRET<|end|>Hello there.",
    "<|channel|>analysis<|message|>SECRET<|end|><|channel|>final<|message|>Hello there.",
    "analysis<|message|>SECRET<|end|><|start|>assistant<|channel|>final<|message|>Hello there.",
    "SECRET plan.<|end|><|start|>assistant<|channel|>final<|message|>Hello there.",
    "<|channel|>assistant<|message|>Hello there.<|end|>",
    "<|channel|>final <|constrain|>text<|message|>Hello there.<|return|>",
    "analysisWe need to say hello. SECRET.assistantfinalHello there.",
    "analysisSECRETassistantcommentarySECRETassistantfinalHello there.",
    "SECRET.assistantfinalHello there.", "finalHello there.",
    // thoughts in tags
    "<think>SECRET plan.</think>Hello there.", "<think>\nSECRET\n</think>\n\nHello there.",
    "<Think>SECRET</Think>Hello there.", "<thinking>SECRET plan.</thinking>Hello there.",
    "<thought>SECRET plan.</thought>Hello there.", "<thoughts>SECRET plan.</thoughts>Hello there.",
    "<reasoning>SECRET plan.</reasoning>Hello there.",
    "<reflection>SECRET plan.</reflection>Hello there.",
    "<REASONING>SECRET plan.</REASONING>Hello there.",
    "<antThinking>SECRET plan.</antThinking>Hello there.",
    "<seed:think>SECRET plan.</seed:think>Hello there.",
    "<seed:think>SECRET<seed:cot_budget_reflect>used "
    "10</seed:cot_budget_reflect>SECRET</seed:think>"
    "Hello there.",
    "<seed:cot_budget_reflect>budget 0</seed:cot_budget_reflect>Hello there.",
    "[THINK]SECRET plan.[/THINK]Hello there.", "◁think▷SECRET plan.◁/think▷Hello there.",
    "<longcat_think>SECRET plan.</longcat_think>Hello there.",
    "<mm:think>SECRET plan.</mm:think>Hello there.",
    "<inner_monologue>SECRET</inner_monologue>Hello there.",
    "<|begin_of_thought|>SECRET<|end_of_thought|><|begin_of_solution|>Hello "
    "there.<|end_of_solution|>",
    "<|START_THINKING|>SECRET<|END_THINKING|><|START_RESPONSE|>Hello there.<|END_RESPONSE|>"
    "<|END_OF_TURN_TOKEN|>",
    "<|inner_prefix|>SECRET<|inner_suffix|>Hello there.<|assistant_end|>",
    "<unused94>thought\nSECRET<unused95>Hello there.",
    "<|channel>thought\nSECRET<channel|>Hello there.<turn|>",
    "<|think|>SECRET<|end|><|begin|>assistant<|content|>Hello there.<|end|>",
    "<|thinking|>SECRET<|/thinking|>Hello there.",
    "Here is my thought process:\nSECRET\nHere is my response:\nHello there.",
    "<think>a <think> b</think>Hello there.", "<think>SECRET</thinking>Hello there.",
    "<think>a < b <b> [1] </thin </think>Hello there.",
    "<think>the tag <answer> holds SECRET</answer> it</think><answer>Hello there.</answer>",
    "<think>SECRET <tool_call>x</tool_call> SECRET</think>Hello there.",
    "<think>SECRET</think>Hello <think>SECRET</think>there.",
    // a thought that only ends
    "SECRET plan.</think>Hello there.", "SECRET.\n</seed:think>\nHello there.",
    "SECRET plan.[/THINK]Hello there.", "SECRET plan.◁/think▷Hello there.",
    "SECRET plan.<|END_THINKING|><|START_RESPONSE|>Hello there.", "</think>Hello there.",
    "SECRET<channel|>Hello there.",
    // ends, and what follows
    "Hello there.<|im_end|>", "Hello there.<|im_end|>\n<|im_start|>user\nSECRET<|im_end|>",
    "Hello there.<|im_start|>assistant\nSECRET", "<|im_start|>assistant\nHello there.<|im_end|>",
    "<|im_start|>assistant Hello there.<|im_end|>",
    "<|im_start|>user\nSECRET<|im_end|>\n<|im_start|>assistant\nHello there.",
    "Hello there.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nSECRET",
    "<|start_header_id|>assistant<|end_header_id|>\n\nHello there.<|eom_id|>SECRET",
    "assistant<|end_header_id|>\n\nHello there.",
    "<|header_start|>assistant<|header_end|>\n\nHello there.<|eot|>SECRET",
    "Hello there.<end_of_turn>\n<start_of_turn>user\nSECRET",
    "<start_of_turn>model\nHello there.<end_of_turn><eos>",
    "<|turn>model\nHello there.<turn|>\n<|turn>user\nSECRET",
    "<|assistant|>Hello there.<|end|><|user|>SECRET", "Hello there.<|end|>\nSECRET",
    "Hello there.<|user|>\nSECRET", "Hello there.<|observation|>\nSECRET",
    "Hello there.<|endoftext|>SECRET", "<｜Assistant｜>Hello there.<｜end▁of▁sentence｜>SECRET",
    "Hello there.<｜User｜>SECRET", "<｜hy_Assistant｜>Hello there.<｜hy_place▁holder▁no▁2｜>",
    "<s>Hello there.</s>SECRET", "<s>[INST] SECRET [/INST] Hello there.</s>",
    "<<SYS>>SECRET<</SYS>>Hello there.</s>", "Hello there.[INST] SECRET [/INST]",
    "<|start_of_role|>assistant<|end_of_role|>Hello there.<|end_of_text|>SECRET",
    "<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>Hello there.<|END_OF_TURN_TOKEN|><|USER_TOKEN|>SECRET",
    "[|assistant|]Hello there.[|endofturn|]\n[|user|]SECRET",
    "<|im_assistant|>assistant<|im_middle|>Hello there.<|im_end|><|im_user|>SECRET",
    "]~b]ai\nHello there.[e~[\n]~b]user\nSECRET",
    "<seed:bos>assistant\nHello there.<seed:eos>SECRET",
    "<role>ASSISTANT</role>Hello there.<|role_end|><role>HUMAN</role>SECRET",
    "<extra_id_1>Assistant\nHello there.<extra_id_1>User\nSECRET",
    "Hello there.<|separator|>\n\nHuman: SECRET", "Hello there.\n\nHuman: SECRET",
    "Hello there.\nUSER: SECRET\nASSISTANT: SECRET", "ASSISTANT: Hello there.</s>",
    "Hello there.\n### Instruction:\nSECRET", "### Response:\nHello there.\n\n### Human: SECRET",
    "assistant\n\nHello there.", "Hello there.assistant\n\nSECRET", "model\nHello there.",
    "<|im_end|>Hello there.", "<pad><pad>Hello <unk>there.<pad>", "<bos>Hello there.<EOS>SECRET",
    // wrappers, boxes, tools
    "<answer>Hello there.</answer>SECRET", "<think>SECRET</think><answer>Hello there.</answer>",
    "<think type=\"plan\">SECRET</think>Hello there.",
    "<tool_call name=\"f\">SECRET</tool_call>Hello there.", "Hello there.\n\nUser: SECRET",
    "<response>Hello there.</response>", "<think>SECRET</think><final>Hello there.</final>",
    "<thinking>SECRET</thinking><output>Hello there.</output>",
    "<|begin_of_box|>Hello there.<|end_of_box|>",
    "Hello there.<tool_call>{\"name\": \"SECRET\"}</tool_call>",
    "<tool_call>SECRET</tool_call>Hello there.",
    "<function=get_weather>SECRET</function>Hello there.",
    "Hello there.[TOOL_CALLS]f[ARGS]{\"SECRET\": 1}", "Hello there.<|python_tag|>SECRET<|eom_id|>",
    "Hello there.<｜tool▁calls▁begin｜>SECRET<｜tool▁calls▁end｜>",
    "<|tool_calls_section_begin|>SECRET<|tool_calls_section_end|>Hello there.",
    "<minimax:tool_call>SECRET</minimax:tool_call>Hello there.",
    // of models nobody has heard of
    "<|nova_think|>SECRET<|/nova_think|>Hello there.",
    "<zed:reasoning>SECRET</zed:reasoning>Hello there.", "<|bot|>Hello there.<|human|>SECRET",
    "<|reserved_special_token_9|>Hello there.<|eot_zed|>SECRET", "Hello <|vision_start|>there."};

TEST(MarkFilter, LeavesTheAnswerHoweverTheReplyIsCut) {
  for (const std::string_view reply : kReplies) {
    expect_left(reply, "Hello there.");
  }
}

/// What is no mark stays to the letter.
constexpr std::string_view kWords[] = {"Hello there.",
                                       "1 < 2 and 3 > 2, and a<b or b>c.",
                                       "I like <b>bold</b> and <i>more</i><br/>.",
                                       "I <3 you",
                                       "It is known [1] and shown [2][3].",
                                       "[Text](http://example.com) and [x] done, [ ] open.",
                                       "x <| y |> z, f <|> g, `a <| b`",
                                       "vector<int> v; map<string, int> m;",
                                       "<thinker>yes, <your name> here",
                                       "<thinker who> and <think tank is a word",
                                       "#include <stdio.h> and List<String> x = a[i] < b[j];",
                                       "User: root, and a user: root",
                                       "The tag `<think>` opens a thought, and `</think>` ends it.",
                                       "The token `<|im_end|>` ends a turn.",
                                       "An analysis of the final assistant.",
                                       "analysis is hard",
                                       "final answer: 4",
                                       "commentary follows",
                                       "The final analysis: assistant and user.",
                                       "He is my assistant\n\nShe is the user\nand that is all.",
                                       "Here is my response: yes.",
                                       "USER: root\nPASSWORD: none",
                                       "Human: a species. The human: us.",
                                       "a] b[ c",
                                       "## Heading\n### Input and output\ntext",
                                       "Instructions: [INSERT] [TOOL] [THINKING]",
                                       "◁ and ▷ are triangles",
                                       "<role> is a word in brackets",
                                       "你好，<世界>。"};

TEST(MarkFilter, WordsPassUntouched) {
  for (const std::string_view reply : kWords) {
    expect_left(reply, reply);
  }
}

TEST(MarkFilter, StruckOutWordsAreNoEnd) {
  expect_left("It is <s>old</s> new.</s>SECRET", "It is old new.");
}

TEST(MarkFilter, BehindCodeAMarkIsNoQuotation) {
  expect_left("Use `ls`<|im_end|>SECRET", "Use `ls`");
  expect_left("```\nls\n```<|im_end|>SECRET", "```\nls\n```");
}

TEST(MarkFilter, AThoughtThatNeverEndsLeavesNothing) {
  expect_left("<think>SECRET", "");
  expect_left("<|channel|>analysis<|message|>SECRET", "");
  expect_left("[THINK]SECRET<|im_end|>SECRET", "");
  expect_left("Hello there. <thi", "Hello there.");
}

TEST(MarkFilter, TellsWhenTheAnswerIsOver) {
  MarkFilter filter;
  filter.push("<|im_end|>Hello");
  EXPECT_TRUE(filter.has_answer());
  EXPECT_FALSE(filter.is_over());
  filter.push("<|im_end|>");
  EXPECT_TRUE(filter.is_over());
  EXPECT_TRUE(filter.push("More.").empty());
}

TEST(MarkFilter, GivesTextAtOnceUnlessAMarkMayBegin) {
  MarkFilter filter;
  ASSERT_EQ(filter.push("Hi <").size(), 1U);
  EXPECT_TRUE(filter.push("th").empty());
  const auto parts = filter.push("ese>");
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].text, "<these>");
}

TEST(MarkFilter, LeavesAThoughtWhenItIsTold) {
  Reading reading;
  reading.push("Hello <think>SECRET");
  reading.push(kLeaveHidden);
  reading.push("there.");
  EXPECT_EQ(reading.end(), "Hello there.");
}

/// A mark that ends another one's beginning would never be seen.
TEST(KnownMarks, NoneIsTheBeginningOfAnother) {
  for (const ChatMark& one : known_marks()) {
    EXPECT_EQ(one.text.starts_with('<') ? to_lower(one.text) : one.text, one.text);
    EXPECT_TRUE(is_valid_utf8(one.text));
    for (const ChatMark& other : known_marks()) {
      const bool meet = one.place == other.place || one.place == MarkPlace::anywhere ||
                        other.place == MarkPlace::anywhere;
      if (&one == &other || !meet) continue;
      EXPECT_FALSE(one.text.starts_with(other.text)) << one.text << " and " << other.text;
    }
  }
}

TEST(KnownMarks, WhatOpensIsClosed) {
  for (const ChatMark& one : known_marks()) {
    if (one.kind != MarkKind::opens_thought && one.kind != MarkKind::opens_answer) continue;
    bool closes = false;
    for (const ChatMark& other : known_marks()) {
      closes = closes || (other.group == one.group && other.kind != one.kind);
    }
    EXPECT_TRUE(closes) << one.text;
  }
}

}  // namespace
}  // namespace hotpin::base
