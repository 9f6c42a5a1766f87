#include "engines/openai/chat/tool_calls.hpp"

#include <gmock/gmock.h>

#include "engines/openai/chat/chat_reader.hpp"

namespace hotpin::engines::openai {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;

struct Read {
  std::string text;
  std::string error;
  bool is_wordless = false;
  engine::LlmDone done{};
  /// "NAME ARGUMENTS" each.
  std::vector<std::string> calls() const {
    std::vector<std::string> all;
    for (const auto& call : done.tool_calls) all.push_back(call.name + " " + call.arguments);
    return all;
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const auto& call : done.tool_calls) all.push_back(call.id);
    return all;
  }
};

Read read(const std::string& body) {
  Read result;
  ChatReader reader(80, [&](const std::string& text) { result.text += text; });
  base::Status status = reader.push(body);
  if (status) status = reader.finish();
  if (!status) result.error = status.error().code;
  result.is_wordless = reader.is_wordless();
  result.done = reader.done();
  return result;
}

std::string choice(const std::string& inner) {
  return R"(data: {"choices":[{"index":0,)" + inner + "}]}\n\n";
}
/// A streamed answer of these deltas' "tool_calls", one event each.
Read read_pieces(const std::vector<std::string>& pieces, const std::string& reason = "tool_calls") {
  std::string body;
  for (const std::string& piece : pieces)
    body += choice(R"("delta":{"tool_calls":[)" + piece + "]}");
  return read(body + choice(R"("delta":{},"finish_reason":")" + reason + "\"") +
              "data: [DONE]\n\n");
}

const char* const kBonn = R"(weather {"city":"Bonn"})";
const char* const kRome = R"(weather {"city":"Rome"})";

/// Each tells the same two calls in the way of some service.
TEST(ToolCalls, TwoCallsAreReadHoweverAServiceStreamsThem) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> ways{
      {"OpenAI, Groq: id and name once, arguments in pieces",
       {R"({"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":""}})",
        R"({"index":0,"function":{"arguments":"{\"city\":"}})",
        R"({"index":0,"function":{"arguments":"\"Bonn\"}"}})",
        R"({"index":1,"id":"b","type":"function","function":{"name":"weather","arguments":""}})",
        R"({"index":1,"function":{"arguments":"{\"city\":\"Rome\"}"}})"}},
      {"side by side",
       {R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":"}},)"
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":"{\"city\":"}})",
        R"({"index":1,"function":{"arguments":"\"Rome\"}"}},)"
        R"({"index":0,"function":{"arguments":"\"Bonn\"}"}})"}},
      {"Mistral, Groq: whole calls in one piece",
       {R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}},)"
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"Ollama: whole calls, all of number 0",
       {R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})",
        R"({"index":0,"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"Gemini: whole calls without a number",
       {R"({"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})",
        R"({"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"Gemini: pieces without a number, and one that tells something else",
       {R"({"id":"a","function":{"name":"weather","arguments":"{\"city\":"}})",
        R"({"function":{"arguments":"\"Bonn\"}"}})",
        R"({"extra_content":{"google":{"thought_signature":"x"}}})",
        R"({"id":"b","function":{"name":"weather","arguments":"{\"city\":"}})",
        R"({"function":{"arguments":"\"Rome\"}"}})"}},
      {"DashScope: an empty id with the later pieces",
       {R"({"index":0,"id":"a","function":{"name":"weather","arguments":""}})",
        R"({"index":0,"id":"","function":{"name":"","arguments":"{\"city\":\"Bonn\"}"}})",
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":null}})",
        R"({"index":1,"id":"","function":{"name":null,"arguments":"{\"city\":\"Rome\"}"}})"}},
      {"id and name with each piece",
       {R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":"}})",
        R"({"index":0,"id":"a","function":{"name":"weather","arguments":"\"Bonn\"}"}})",
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":"{\"city\":"}})",
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":"\"Rome\"}"}})"}},
      {"vLLM with a named tool: another id with each piece, and nothing more at the end",
       {R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":"}})",
        R"({"index":0,"id":"a2","function":{"name":"weather","arguments":"\"Bonn\"}"}})",
        R"({"index":0,"id":"a3","function":{"name":"weather","arguments":""}})",
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"LiteLLM: numbers from 1 on, as a thought was 0",
       {R"({"index":1,"id":"a","function":{"name":"weather","arguments":""}})",
        R"({"index":1,"function":{"arguments":"{\"city\":\"Bonn\"}"}})",
        R"({"index":2,"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"SGLang: the name after the arguments have begun",
       {R"({"id":"a","function":{"arguments":"{\"city\":"}})",
        R"({"id":"a","function":{"name":"weather","arguments":"\"Bonn\"}"}})",
        R"({"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"a number from the second piece on",
       {R"({"id":"a","function":{"name":"weather","arguments":"{\"city\":"}})",
        R"({"index":0,"function":{"arguments":"\"Bonn\"}"}})",
        R"({"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"arguments that are an object",
       {R"({"id":"a","function":{"name":"weather","arguments":{"city":"Bonn"}}})",
        R"({"id":"b","function":{"name":"weather","arguments":{"city":"Rome"}}})"}},
      {"an empty object ahead of the arguments",
       {R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{}"}})",
        R"({"index":0,"function":{"arguments":"{\"city\":\"Bonn\"}"}})",
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"the whole once more at its end",
       {R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})",
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})",
        R"({"index":1,"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"}},
      {"without \"function\" around it",
       {R"({"id":"a","name":"weather","arguments":"{\"city\":\"Bonn\"}"})",
        R"({"id":"b","name":"weather","arguments":"{\"city\":\"Rome\"}"})"}},
  };
  for (const auto& [way, pieces] : ways) {
    for (const char* reason : {"tool_calls", "stop", "function_call"}) {
      const Read result = read_pieces(pieces, reason);
      EXPECT_THAT(result.calls(), ElementsAre(kBonn, kRome)) << way;
      EXPECT_THAT(result.ids(), ElementsAre("a", "b")) << way;
      EXPECT_EQ(result.error, "") << way;
      EXPECT_EQ(result.done.why, engine::LlmDone::Why::finished) << way;
    }
  }
}

TEST(ToolCalls, AnIdThatIsMissingIsMade) {
  const std::vector<std::vector<std::string>> ways{
      {R"({"index":0,"function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})",
       R"({"index":1,"function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"},
      {R"({"id":"","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})",
       R"({"id":"","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"},
      {R"({"id":null,"index":0,"function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})",
       R"({"id":null,"index":0,"function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"},
      {R"({"id":"null","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})",
       R"({"id":"null","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}})"},
  };
  for (const auto& pieces : ways) {
    const Read result = read_pieces(pieces);
    EXPECT_THAT(result.calls(), ElementsAre(kBonn, kRome)) << pieces[0];
    ASSERT_THAT(result.ids(), SizeIs(2)) << pieces[0];
    for (const std::string& id : result.ids()) EXPECT_THAT(id, MatchesRegex("[A-Za-z0-9]{9}"));
    EXPECT_NE(result.ids()[0], result.ids()[1]);
  }
}

TEST(ToolCalls, AnIdThatTwoHaveIsMadeForTheSecond) {
  const Read result =
      read_pieces({R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{}"}})",
                   R"({"index":1,"id":"a","function":{"name":"light","arguments":"{}"}})"});
  EXPECT_THAT(result.ids(), ElementsAre("a", testing::Ne("a")));
}

TEST(ToolCalls, CallsWithoutArgumentsAreToldApart) {
  for (const char* arguments : {"", R"(,"arguments":"")", R"(,"arguments":null)",
                                R"(,"arguments":"{}")", R"(,"arguments":" ")"}) {
    const auto piece = [&](const std::string& id, const std::string& name) {
      return R"({"index":0,"id":")" + id + R"(","function":{"name":")" + name + "\"" + arguments +
             "}}";
    };
    const Read result = read_pieces({piece("a", "lock"), piece("b", "unlock")});
    EXPECT_THAT(result.calls(), ElementsAre("lock {}", "unlock {}")) << arguments;
  }
}

/// Gemini, which may send it in a piece of its own.
TEST(ToolCalls, WhatAServiceWantsBackIsKept) {
  const std::string extra = R"({"google":{"thought_signature":"x"}})";
  const Read result = read_pieces(
      {R"({"id":"a","function":{"name":"lock","arguments":"{}"},"extra_content":)" + extra + "}",
       R"({"id":"b","function":{"name":"light","arguments":"{}"}})", R"({"extra_content":{}})",
       R"({"extra_content":)" + extra + "}"});
  ASSERT_THAT(result.calls(), ElementsAre("lock {}", "light {}"));
  for (const auto& call : result.done.tool_calls) EXPECT_EQ(call.extra, extra);
}

TEST(ToolCalls, BracesInsideStringsEndNothing) {
  const Read result = read_pieces(
      {R"({"index":0,"id":"a","function":{"name":"say","arguments":"{\"a\":\"}\\\"}"}})",
       R"({"index":0,"id":"b","function":{"name":"say","arguments":"]}{\",\"b\":[{}]}"}})"});
  EXPECT_THAT(result.calls(), ElementsAre(R"(say {"a":"}\"}]}{","b":[{}]})"));
}

TEST(ToolCalls, WordsBesideCallsAreTold) {
  const std::string call =
      R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})";
  const Read result = read(choice(R"("delta":{"content":"Let me "})") +
                           choice(R"("delta":{"content":"look.","tool_calls":[)" + call + "]}") +
                           choice(R"("delta":{},"finish_reason":"tool_calls")"));
  EXPECT_EQ(result.text, "Let me look.");
  EXPECT_FALSE(result.is_wordless);
  EXPECT_THAT(result.calls(), ElementsAre(kBonn));
}

TEST(ToolCalls, TheOldKindOfCallIsRead) {
  const Read result =
      read(choice(R"("delta":{"content":null,"function_call":{"name":"weather","arguments":""}})") +
           choice(R"("delta":{"function_call":{"arguments":"{\"city\":"}})") +
           choice(R"("delta":{"function_call":{"arguments":"\"Bonn\"}"}})") +
           choice(R"("delta":{},"finish_reason":"function_call")"));
  EXPECT_THAT(result.calls(), ElementsAre(kBonn));
  EXPECT_THAT(result.ids(), ElementsAre(MatchesRegex("[A-Za-z0-9]{9}")));
  const std::string both =
      R"("message":{"function_call":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"},)"
      R"("tool_calls":[{"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}}]},)"
      R"("finish_reason":"tool_calls")";
  EXPECT_THAT(read(choice(both)).ids(), ElementsAre("a"));
}

TEST(ToolCalls, AnAnswerThatDoesNotStreamHasCalls) {
  const std::string calls =
      R"([{"id":"a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}},)"
      R"({"id":"b","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}])";
  for (const std::string& body :
       {R"({"choices":[{"index":0,"message":{"content":null,"function_call":null,"tool_calls":)" +
            calls + R"(},"finish_reason":"tool_calls"}]})",
        R"({"message":{"role":"assistant","content":"","tool_calls":)" + calls +
            R"(},"done":true,"done_reason":"stop"})"}) {
    EXPECT_THAT(read(body).calls(), ElementsAre(kBonn, kRome)) << body;
    EXPECT_THAT(read(body).ids(), ElementsAre("a", "b")) << body;
  }
}

/// As with text that a service tells once more.
TEST(ToolCalls, AMessageBehindTheStreamIsNoSecondCall) {
  const std::string call =
      R"({"index":0,"function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}})";
  const Read result =
      read(choice(R"("delta":{"tool_calls":[)" + call + "]}") +
           choice(R"("message":{"tool_calls":[)" + call + R"(]},"finish_reason":"stop")"));
  EXPECT_THAT(result.calls(), ElementsAre(kBonn));
}

TEST(ToolCalls, WhatIsNoCallIsPassedOver) {
  for (const char* piece :
       {"", "null", "5", "\"x\"", "{}", "[]", R"({"function":null})", R"({"function":"weather"})",
        R"({"index":0,"id":"a"})", R"({"index":-1,"function":{"name":7,"arguments":[]}})",
        R"({"index":1e99,"function":{"arguments":"{}"}})"}) {
    const Read result = read_pieces({piece});
    EXPECT_THAT(result.calls(), IsEmpty()) << piece;
    EXPECT_TRUE(result.is_wordless) << piece;
    EXPECT_EQ(result.error, "") << piece;
  }
}

TEST(ToolCalls, AReplyThatIsCutShortSaysSo) {
  const Read result = read_pieces(
      {R"({"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":\"Bo"}})"},
      "length");
  EXPECT_EQ(result.done.why, engine::LlmDone::Why::token_limit);
  EXPECT_THAT(result.calls(), ElementsAre(R"(weather {"city":"Bo)"));
}

TEST(ToolCalls, ThereAreBounds) {
  const auto whole = [](std::size_t index, std::size_t bytes) {
    const std::string filling(bytes - 11, 'x');
    return ToolCallDelta{index, "", "f", "{\"a\":\"" + filling + "\"}  "};
  };
  ToolCalls many;
  for (std::size_t i = 0; i < ToolCalls::kMost; ++i) ASSERT_TRUE(many.add(whole(i, 100)));
  EXPECT_THAT(many.calls(), SizeIs(64));
  EXPECT_EQ(many.add(whole(64, 100)).error().code, "too_long");

  ToolCalls large;
  for (std::size_t i = 0; i < 63; ++i) ASSERT_TRUE(large.add(whole(i, 1024)));
  EXPECT_EQ(large.add(whole(63, 2048)).error().code, "too_long");

  ToolCalls pieces;
  ASSERT_TRUE(pieces.add({0, "a", "f", "{\"a\":\""}));
  for (int i = 0; i < 64 * 1024 - 20; ++i) ASSERT_TRUE(pieces.add({0, "a", "f", "x"})) << i;
  for (int i = 0; i < 20; ++i) static_cast<void>(pieces.add({0, "a", "f", "x"}));
  EXPECT_FALSE(pieces.add({0, "a", "f", "x"}));

  std::string body;
  for (int i = 0; i < 65; ++i) {
    body += choice(R"("delta":{"tool_calls":[{"index":)" + std::to_string(i) +
                   R"(,"function":{"name":"f","arguments":"{}"}}]})");
  }
  EXPECT_EQ(read(body).error, "too_long");
}

TEST(ToolCalls, ACallThatIsBeingWrittenIsProgress) {
  ChatReader reader(80, [](const std::string&) {});
  ASSERT_TRUE(reader.push(choice(R"("delta":{"tool_calls":[{"index":0,"id":"a"}]})")));
  EXPECT_TRUE(reader.has_progress());
}

}  // namespace
}  // namespace hotpin::engines::openai
