#include "engines/openai/chat/chat_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hotpin::engines::openai {
namespace {

struct Read {
  std::string text;
  std::string error;  ///< its code; empty: none
  std::string detail;
  bool is_wordless = false;
  bool has_thoughts = false;
  engine::LlmDone done{};
};

/// The body, cut into pieces of `step` bytes.
Read read(const std::string& body, std::size_t step = 4096) {
  Read result;
  ChatReader reader(80, [&](const std::string& text) { result.text += text; });
  base::Status status = base::ok();
  for (std::size_t at = 0; status && at < body.size(); at += step) {
    status = reader.push(body.substr(at, step));
  }
  if (status) status = reader.finish();
  if (!status) {
    result.error = status.error().code;
    result.detail = status.error().detail;
  }
  result.is_wordless = reader.is_wordless();
  result.has_thoughts = reader.has_thoughts();
  result.done = reader.done();
  return result;
}

std::string event(const std::string& json) { return "data: " + json + "\n\n"; }
std::string choice(const std::string& inner) {
  return event(R"({"choices":[{"index":0,)" + inner + "}]}");
}
std::string said(const std::string& text) {
  return choice(R"("delta":{"content":")" + text + "\"}");
}
const std::string kEnd = choice(R"("delta":{},"finish_reason":"stop")") + event("[DONE]");

/// Each is one event that holds "there." in one of the ways in which services send it.
TEST(ChatReader, WordsAreReadWhereverTheyStand) {
  for (
      const char* inner : {
          R"("delta":{"content":"there."})",
          R"("delta":{"content":"there.","role":"assistant","refusal":null},"logprobs":null)",
          R"("delta":{"content":[{"type":"text","text":"there."}]})",
          R"("delta":{"content":["the","re."]})",
          R"("delta":{"content":[{"type":"output_text","text":"there."}]})",
          R"("delta":{"content":[{"type":"text","text":{"value":"there."}}]})",
          R"("delta":{"content":{"type":"text","text":"there."}})",
          R"("delta":{"content":{"parts":[{"text":"there."}]}})",
          R"("delta":{"content":[{"type":"refusal","refusal":"there."}]})",
          R"("delta":{"content":[{"type":"new_kind","id":3},{"type":"text","text":"there."}]})",
          R"("delta":{"content":null,"refusal":"there."})",
          R"("delta":{"text":"there."})",
          R"("delta":"there.")",
          R"("text":"there.","logprobs":null)",
          R"("delta":null,"message":{"content":"there."})",
          R"("delta":{"content":"there.","tool_calls":"none","reasoning":5})",
          R"("delta":{"content":"there.","reasoning_content":"SECRET"})",
          R"("delta":{"content":[{"type":"reasoning","reasoning":"SECRET"},{"type":"text","text":"there."}]})",
          R"("delta":{"content":[{"text":"SECRET","thought":true},{"text":"there."}]})",
          R"("finish_reason":5,"delta":{"content":"there."},"index":"0")",
      }) {
    const bool is_message = std::string(inner).find("message") != std::string::npos;
    const Read result = read((is_message ? "" : said("Hello ")) + choice(inner) + kEnd);
    EXPECT_EQ(result.text, is_message ? "there." : "Hello there.") << inner;
    EXPECT_EQ(result.error, "") << inner;
  }
}

TEST(ChatReader, ChunksOfOtherShapesAreRead) {
  for (
      const std::string& chunk : {
          event(R"({"choices":{"delta":{"content":"there."}}})"),
          event(R"({"choices":[{"delta":{"content":"there."}}]})"),
          event(R"({"choices":[null,{"index":0,"delta":{"content":"there."}}]})"),
          event(
              R"({"choices":[{"index":0,"delta":{"content":"there."}},{"index":1,"delta":{"content":"no"}}]})"),
          event(
              R"({"choices":[{"index":1,"delta":{"content":"no"}},{"index":0,"delta":{"content":"there."}}]})"),
          event(R"({"error":null,"choices":[{"delta":{"content":"there."}}]})"),
          event(R"({"error":"","choices":[{"delta":{"content":"there."}}]})"),
          event(R"({"error":{},"usage":5,"choices":[{"delta":{"content":"there."}}]})"),
          std::string("data:{\"choices\":[{\"delta\":{\"content\":\"there.\"}}]}\r\n\r\n"),
          std::string(": comment\r\nid: 7\r\nretry: 5\r\n") + said("there."),
          std::string("event: message\n") + said("there."),
          event("{\"choices\":[{\"delta\":{\"content\":\"there.\"},\"name\":\"\xff\"}]}"),
      }) {
    EXPECT_EQ(read(said("Hello ") + chunk + kEnd).text, "Hello there.") << chunk;
  }
}

TEST(ChatReader, ABadChunkCostsItself) {
  for (const char* bad :
       {"{\"choices\":[{\"del", "[1,2]", "null", "5", "nonsense", "{", "\xff\xfe"}) {
    const Read result = read(said("Hello ") + event(bad) + said("there.") + kEnd);
    EXPECT_EQ(result.text, "Hello there.") << bad;
    EXPECT_EQ(result.error, "") << bad;
  }
  EXPECT_EQ(read(event("nonsense")).error, "bad_chunk");
  EXPECT_EQ(read(std::string("{\"choices\":")).error, "bad_chunk");
}

TEST(ChatReader, ThoughtsOfEveryKindAreProgressAndAreNotSpoken) {
  for (
      const char* inner : {
          R"("delta":{"reasoning_content":"SECRET"})",
          R"("delta":{"reasoning":"SECRET"})",
          R"("delta":{"reasoning":{"text":"SECRET"}})",
          R"("delta":{"thinking":"SECRET"})",
          R"("delta":{"reasoning_details":[{"type":"reasoning.text","text":"SECRET"}]})",
          R"("delta":{"thinking_blocks":[{"type":"thinking","thinking":"SECRET"}]})",
          R"("delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"SECRET"}]}]})",
          R"("delta":{"content":[{"type":"redacted_thinking","data":"SECRET"}]})",
          R"("delta":{"content":[{"type":"reasoning_text","text":"SECRET"}]})",
          R"("delta":{"content":{"type":"thinking","thinking":"SECRET"}})",
          R"("delta":{"content":"SECRET","thought":true})",
      }) {
    ChatReader reader(80, [](const std::string&) {});
    ASSERT_TRUE(reader.push(choice(inner)));
    EXPECT_TRUE(reader.has_progress()) << inner;
    const Read result = read(choice(inner) + said("Hello there.") + kEnd);
    EXPECT_EQ(result.text, "Hello there.") << inner;
    EXPECT_TRUE(result.has_thoughts) << inner;
  }
  for (const char* inner : {R"("delta":{"reasoning_content":""})", R"("delta":{"reasoning":null})",
                            R"("delta":{"reasoning_details":[]})", R"("delta":{"role":"x"})"}) {
    ChatReader reader(80, [](const std::string&) {});
    ASSERT_TRUE(reader.push(choice(inner)));
    EXPECT_FALSE(reader.has_progress()) << inner;
  }
}

TEST(ChatReader, AnAnswerWithoutAWordIsSeen) {
  for (const std::string& body :
       {event("[DONE]"), kEnd, choice(R"("delta":{"reasoning_content":"hm "})") + kEnd,
        said(" ") + said("\\n\\n") + kEnd, said("<think>SECRET plan.") + kEnd,
        said("<think>SECRET plan.</think> ") + kEnd, said("[THINK]SECRET[/THINK]\\n") + kEnd,
        choice(R"("delta":{"content":[]},"finish_reason":"stop")"),
        choice(R"("delta":{},"finish_reason":"content_filter")")}) {
    const Read result = read(body);
    EXPECT_TRUE(result.is_wordless) << body;
    EXPECT_EQ(result.error, "") << body;
  }
  EXPECT_FALSE(read(said("<think>hm</think>Yes.") + kEnd).is_wordless);
  EXPECT_FALSE(read(said("Yes.") + kEnd).is_wordless);
}

TEST(ChatReader, BlanksBeforeTheFirstWordWaitForIt) {
  std::vector<std::string> pieces;
  ChatReader reader(80, [&](const std::string& text) { pieces.push_back(text); });
  ASSERT_TRUE(reader.push(said(" ") + said("there") + said(" ") + said("you") + kEnd));
  EXPECT_EQ(pieces, (std::vector<std::string>{" there", " ", "you"}));
}

TEST(ChatReader, TheEndIsSeenInAnyDialect) {
  using Why = engine::LlmDone::Why;
  for (const auto& [end, why] : std::vector<std::pair<std::string, Why>>{
           {event("[DONE]"), Why::finished},
           {choice(R"("delta":{},"finish_reason":"stop")"), Why::finished},
           {choice(R"("delta":{"finish_reason":"stop"})"), Why::finished},
           {choice(R"("finish_reason":"length")"), Why::token_limit},
           {choice(R"("delta":{},"finish_reason":"MAX_TOKENS")"), Why::token_limit},
           {choice(R"("delta":{},"finish_reason":"model_length")"), Why::token_limit},
           {choice(R"("delta":{},"stop_reason":"max_tokens")"), Why::token_limit},
           {choice(R"("delta":{},"finish_details":{"type":"max_tokens"})"), Why::token_limit},
           {event(R"({"choices":[],"finish_reason":"stop"})"), Why::finished},
           {event(R"({"choices":[{"delta":{}}],"done":true,"done_reason":"length"})"),
            Why::token_limit},
       }) {
    const Read result = read(said("Hello.") + end);
    EXPECT_EQ(result.error, "") << end;
    EXPECT_EQ(result.done.why, why) << end;
  }
  EXPECT_EQ(read(said("Hello.")).error, "cut");
}

TEST(ChatReader, AnErrorInsideTheStreamIsOne) {
  for (const std::string& error :
       {event(R"({"error":{"message":"out of memory"}})"), event(R"({"error":"out of memory"})"),
        event(R"({"object":"error","message":"out of memory","code":500})"),
        event(R"({"type":"error","error":{"message":"out of memory"}})"),
        event(R"({"detail":"out of memory"})"), event(R"({"message":"out of memory"})"),
        event(R"({"choices":[{"error":{"message":"out of memory"},"finish_reason":"error"}]})"),
        event(R"({"choices":[],"x_groq":{"error":"out of memory"}})"),
        event(R"({"errors":[{"message":"out of memory"}]})"),
        "event: error\n" + event(R"({"message":"out of memory"})"),
        "event: error\n" + event("out of memory")}) {
    const Read result = read(said("Well,") + error + said("no") + kEnd);
    EXPECT_EQ(result.text, "Well,") << error;
    EXPECT_EQ(result.error, "upstream") << error;
    EXPECT_EQ(result.detail, "out of memory") << error;
    EXPECT_EQ(read(said("Well.") + kEnd.substr(0, kEnd.find("data: [")) + error).error, "")
        << "behind the whole reply: " << error;
  }
}

TEST(ChatReader, AnAnswerThatDoesNotStreamIsRead) {
  const std::string whole =
      R"({"choices":[{"message":{"content":"Hello there."},"finish_reason":"stop"}]})";
  const std::string lines = R"({"message":{"content":"Hello "},"done":false})"
                            "\n"
                            R"({"message":{"content":"there."},"done":true,"done_reason":"stop"})";
  for (const std::string& body :
       {whole, "\n  " + whole + "\n", "\xEF\xBB\xBF" + whole,
        "\xEF\xBB\xBF" + said("Hello there.") + kEnd,
        std::string(
            "{\n \"choices\":[\n{\"text\":\"Hello there.\",\n\"finish_reason\":\"stop\"}]}")}) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{4096}}) {
      EXPECT_EQ(read(body, step).text, "Hello there.") << body;
      EXPECT_EQ(read(body, step).error, "") << body;
    }
  }
  EXPECT_EQ(read(lines + "\n").error, "");
  EXPECT_EQ(read(lines + "\n").text.substr(0, 6), "Hello ");
  EXPECT_EQ(read(R"({"error":{"message":"no"}})").error, "upstream");
}

}  // namespace
}  // namespace hotpin::engines::openai
