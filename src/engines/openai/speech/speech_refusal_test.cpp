#include "engines/openai/speech/speech_refusal.hpp"

#include <gtest/gtest.h>

namespace hotpin::engines::openai {
namespace {

using What = SpeechRefusal::What;

struct Case {
  int status;
  std::string_view body;
  What what;
  std::size_t characters = 0;
};

/// To a request of 250 characters.
constexpr Case kCases[] = {
    {400, R"j({"error":{"message":"input must be at most 200 characters"}})j", What::too_long, 200},
    {422,
     R"j({"detail":[{"type":"string_too_long","loc":["body","input"],"msg":"String should have at most 200 characters","input":"Hello 123 there","ctx":{"max_length":200}}]})j",
     What::too_long, 200},
    {400,
     R"j({"error":{"message":"[{'type': 'string_too_long', 'loc': ('body', 'input'), 'msg': 'String should have at most 128 characters'}]"}})j",
     What::too_long, 128},
    {400, R"j({"error":{"message":"Input text is too long (250 > 180 characters)"}})j",
     What::too_long, 180},
    {413, "<html><title>413 Request Entity Too Large</title></html>", What::too_long, 125},
    {413, "", What::too_long, 125},
    {400, R"j({"error":{"message":"Text too long. Max 150 chars."}})j", What::too_long, 150},
    {400, R"j({"error":{"message":"text length exceeds maximum: 100"}})j", What::too_long, 100},
    {400, R"j({"error":{"code":400,"message":"The input is too long."}})j", What::too_long, 125},
    {422, R"j({"error":"Input exceeds the limit of 60 tokens"})j", What::too_long, 125},
    {400, R"j({"error":"text too long","text":"It takes 12 of 30 steps"})j", What::too_long, 125},
    {400, R"j({"error":"文本过长，最多 120 个字符"})j", What::too_long, 120},
    {400, R"j({"error":{"message":"Text exceeds the limit of 5,000 bytes"}})j", What::too_long,
     125},
    {400, R"j({"error":{"code":"max_length_exceeded","message":"shorten the text"}})j",
     What::too_long, 125},
    {400,
     R"j({"error":{"message":"response_format 'wav' is not supported, use one of mp3, pcm"}})j",
     What::format},
    {422,
     R"j({"detail":[{"type":"literal_error","loc":["body","response_format"],"msg":"Input should be 'mp3' or 'pcm'. expected"}]})j",
     What::format},
    {400, R"j({"error":{"message":"Unsupported audio format: wav"}})j", What::format},
    {422,
     R"j({"detail":[{"type":"extra_forbidden","loc":["body","response_format"],"msg":"Extra inputs are not permitted"}]})j",
     What::format_field},
    {400, R"j({"error":{"message":"speed must be between 0.5 and 1.5"}})j", What::speed},
    {422,
     R"j({"detail":[{"type":"extra_forbidden","loc":["body","speed"],"msg":"Extra inputs are not permitted"}]})j",
     What::speed},
    {422,
     R"j({"detail":[{"type":"less_than_equal","loc":["body","speed"],"msg":"Input should be less than or equal to 2"}]})j",
     What::speed},
    {400, R"j({"error":{"message":"Invalid voice: anna. Available: alloy, echo"}})j", What::voice},
    {404, R"j({"error":{"message":"voice anna not found"}})j", What::voice},
    {422,
     R"j({"detail":[{"type":"extra_forbidden","loc":["body","voice"],"msg":"Extra inputs are not permitted"}]})j",
     What::voice_field},
    {400, R"j({"error":{"message":"The model `mouth` does not exist"}})j", What::model},
    {401, R"j({"error":{"message":"input must be at most 200 characters"}})j", What::other},
    {500, "Internal Server Error", What::other},
    {400, "bad request", What::other},
    {400, "\xFF\xFE{", What::other}};

TEST(SpeechRefusal, IsReadInManyWordings) {
  for (const Case& one : kCases) {
    const SpeechRefusal refusal = read_speech_refusal(one.status, one.body, 250);
    EXPECT_EQ(refusal.what, one.what) << one.body;
    EXPECT_EQ(refusal.characters, one.characters) << one.body;
  }
}

TEST(SpeechRefusal, WhatIsShortIsNotTooLong) {
  EXPECT_EQ(read_speech_refusal(413, "", kLeastCharacters).what, What::other);
  EXPECT_EQ(read_speech_refusal(413, "", 15).characters, kLeastCharacters);
}

}  // namespace
}  // namespace hotpin::engines::openai
