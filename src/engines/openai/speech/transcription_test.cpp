#include "engines/openai/speech/transcription.hpp"

#include <gtest/gtest.h>

#include <random>

namespace hotpin::engines::openai {
namespace {

constexpr const char* kJson = "application/json";

/// The words, or "!" and the error's code.
std::string words_of(std::string_view body, const std::string& type = kJson) {
  const auto words = read_transcription({200, {{"content-type", type}}}, body);
  return words ? *words : "!" + words.error().code;
}

struct Case {
  std::string_view body;
  std::string_view words;
};
constexpr Case kBodies[] = {
    {R"j({"text":" Hello\nthere. "})j", "Hello there."},
    {R"j({"text":""})j", ""},
    {R"j({"text":null})j", ""},
    {R"j({"text":"hello","error":null})j", "hello"},
    {R"j({"text":["Hello","there."]})j", "Hello there."},
    {R"j({"transcript":"hello"})j", "hello"},
    {R"j({"transcription":"hello"})j", "hello"},
    {R"j({"transcription":[{"text":"Hello"},{"text":"there."}]})j", "Hello there."},
    {R"j({"result":{"text":"hello"}})j", "hello"},
    {R"j({"results":[{"alternatives":[{"transcript":"hello"},{"transcript":"yellow"}]}]})j",
     "hello"},
    {R"j({"results":{"channels":[{"alternatives":[{"transcript":"hello"}]}]}})j", "hello"},
    {R"j({"results":[]})j", ""},
    {R"j({"data":{"text":"hello"}})j", "hello"},
    {R"j({"DisplayText":"hello"})j", "hello"},
    {R"j({"segments":[{"text":"Hello"},{"text":"there."}]})j", "Hello there."},
    {R"j([{"text":"Hello"},{"text":"there."}])j", "Hello there."},
    {R"j("hello")j", "hello"},
    {R"j({"text":"Thank you.","segments":[{"text":"Thank you.","no_speech_prob":0.9,"avg_logprob":-1.4}]})j",
     ""},
    {R"j({"text":"Hello. Bye.","segments":[{"text":"Hello.","no_speech_prob":0.1,"avg_logprob":-0.2},{"text":"Bye.","no_speech_prob":0.8,"avg_logprob":-1.1}]})j",
     "Hello."},
    {R"j({"text":"Thank you.","segments":[{"text":"Thank you.","no_speech_prob":0.9,"avg_logprob":-0.3}]})j",
     "Thank you."},
    {R"j({"text":"[00:00:00.000 --> 00:00:02.000] hello"})j",
     "[00:00:00.000 --> 00:00:02.000] hello"},
    {R"j({"words":[]})j", "!stt_failed"},
    {R"j({"text":1})j", "!stt_failed"},
    {R"j({"error":{"message":"no"}})j", "!stt_failed"},
    {"not JSON", "!stt_failed"},
    {"", "!stt_failed"},
    {"{", "!stt_failed"}};

TEST(Transcription, WordsAreFoundWhereServicesPutThem) {
  for (const Case& one : kBodies) {
    EXPECT_EQ(words_of(one.body), one.words) << one.body;
  }
}

constexpr std::string_view kSrt =
    "1\n00:00:00,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nthere.\n";
constexpr std::string_view kVtt =
    "WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n\n00:02.000 --> 00:03.000\nthere.\n";

TEST(Transcription, ATextIsWordsAndSubtitlesHoldThem) {
  EXPECT_EQ(words_of("Hello there.\n", "text/plain; charset=utf-8"), "Hello there.");
  EXPECT_EQ(words_of("Hello there.", ""), "Hello there.");
  EXPECT_EQ(words_of("", "text/plain"), "");
  EXPECT_EQ(words_of("[BLANK_AUDIO]", "text/plain"), "[BLANK_AUDIO]");
  EXPECT_EQ(words_of(kSrt, "application/x-subrip"), "Hello there.");
  EXPECT_EQ(words_of(kSrt, "text/plain"), "Hello there.");
  EXPECT_EQ(words_of(kVtt, "text/vtt"), "Hello there.");
  EXPECT_EQ(words_of("1\n00:00:00,000 --> 00:00:02,000\n12\n", "text/plain"), "12");
  EXPECT_EQ(words_of(R"j({"text":"hello"})j", "text/plain"), "hello");
  EXPECT_EQ(words_of(R"j({"error":"no"})j", "text/plain"), "!stt_failed");
  EXPECT_EQ(words_of("<!DOCTYPE html><p>Sign in</p>", "text/html"), "!stt_failed");
}

TEST(Transcription, AnyBytesAreRead) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string body = std::string(kBodies[round % std::size(kBodies)].body);
    for (int change = 0; change < 3 && !body.empty(); ++change) {
      body[random() % body.size()] = static_cast<char>(random());
    }
    words_of(body);
    words_of(body, "text/plain");
  }
}

}  // namespace
}  // namespace hotpin::engines::openai
