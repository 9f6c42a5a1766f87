#include "engines/vosk/transcript.hpp"

#include <gtest/gtest.h>

namespace hotpin::engines::vosk {
namespace {

TEST(VoskResult, HasWordsWithTimesInSamples) {
  const auto sentence = parse_result(R"({"result" : [
      {"conf" : 1.0, "end" : 0.75, "start" : 0.12, "word" : "안녕"},
      {"conf" : 0.6, "end" : 2, "start" : 0.75, "word" : "world"}], "text" : "안녕 world"})");
  ASSERT_TRUE(sentence);
  EXPECT_EQ(sentence->text, "안녕 world");
  ASSERT_EQ(sentence->words.size(), 2U);
  EXPECT_EQ(sentence->words[0].text, "안녕");
  EXPECT_EQ(sentence->words[0].begin, 1920U);
  EXPECT_EQ(sentence->words[0].end, 12000U);
  EXPECT_EQ(sentence->words[1].end, 32000U);
}

TEST(VoskResult, MayBeEmpty) {
  const auto sentence = parse_result(R"({"text" : ""})");
  ASSERT_TRUE(sentence);
  EXPECT_EQ(sentence->text, "");
  EXPECT_TRUE(sentence->words.empty());
  EXPECT_EQ(parse_partial(R"({"partial" : ""})").value(), "");
  EXPECT_EQ(parse_partial(R"({"partial" : "a b"})").value(), "a b");
}

TEST(VoskResult, IsPlainText) {
  EXPECT_EQ(parse_partial(R"({"partial" : "a\u0000\u001b\nb"})").value(), "ab");
}

TEST(VoskResult, AnythingElseIsAnError) {
  for (const char* json :
       {"", "{", "[]", "null", "{}", R"({"text" : 7})", R"({"text" : "a", "result" : {}})",
        R"({"text" : "a", "result" : [7]})",
        R"({"text" : "a", "result" : [{"word" : "a", "start" : 0}]})",
        R"({"text" : "a", "result" : [{"word" : "a", "start" : -1, "end" : 1}]})",
        R"({"text" : "a", "result" : [{"word" : "a", "start" : 2, "end" : 1}]})",
        R"({"text" : "a", "result" : [{"word" : "a", "start" : 0, "end" : 1e300}]})",
        R"({"text" : "a", "result" : [{"word" : "a", "start" : 0, "end" : "x"}]})"}) {
    EXPECT_FALSE(parse_result(json)) << json;
    EXPECT_FALSE(parse_partial(json)) << json;
  }
}

}  // namespace
}  // namespace hotpin::engines::vosk
