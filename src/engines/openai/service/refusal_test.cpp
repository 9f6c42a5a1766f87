#include "engines/openai/service/refusal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace hotpin::engines::openai {
namespace {

using What = Refusal::What;

const Asked kAsked{
    {"model", "messages", "max_tokens", "stream", "stream_options", "temperature", "top_p", "stop",
     "seed", "user", "reasoning_effort", "chat_template_kwargs", "frequency_penalty",
     "presence_penalty", "n", "repetition_penalty", "repeat_penalty"},
    80};

struct Case {
  int status;
  const char* body;
  std::vector<std::string> members;
};

/// What services answer to a member that they do not know, or a value that they do not take.
const std::vector<Case> kMembers{
    {400,
     R"~({"error":{"message":"max_tokens is unsupported, use max_completion_tokens"}})~",
     {"max_tokens"}},
    {422,
     R"~({"error":{"message":"stream_options: extra inputs are not permitted"}})~",
     {"stream_options"}},
    // OpenAI.
    {400,
     R"~({"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}})~",
     {"max_tokens"}},
    {400,
     R"~({"error":{"message":"Unsupported value: 'temperature' does not support 0.16 with this model. Only the default (1) value is supported.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}})~",
     {"temperature"}},
    {400,
     R"~({"error":{"message":"Unrecognized request argument supplied: stream_options","type":"invalid_request_error","param":null,"code":null}})~",
     {"stream_options"}},
    {400,
     R"~({"error":{"message":"Unknown parameter: 'stream_options'. (request id: 2024)","type":"invalid_request_error","param":"stream_options","code":"unknown_parameter"}})~",
     {"stream_options"}},
    {400,
     R"~({"error":{"message":"Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low', 'medium', and 'high'.","param":"reasoning_effort"}})~",
     {"reasoning_effort"}},
    {400,
     R"~({"error":{"message":"Invalid value","param":"stream_options.include_usage"}})~",
     {"stream_options"}},
    {400,
     R"~({"error":{"message":"Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.","code":"invalid_parameter_combination","param":"max_tokens"}})~",
     {"max_tokens"}},
    // FastAPI and pydantic, as JSON and as Python writes it.
    {422,
     R"~({"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":"my temperature is unsupported"}]})~",
     {"seed"}},
    {422,
     R"~({"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"},{"type":"extra_forbidden","loc":["body","top_p"],"msg":"Extra inputs are not permitted"}]})~",
     {"stream_options", "top_p"}},
    {400,
     R"~({"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted', 'input': {'temperature': 'unknown'}}]","type":"BadRequestError","param":null,"code":400})~",
     {"stream_options"}},
    {422,
     R"~({"title":"Unprocessable Entity","status":422,"detail":"body -> frequency_penalty\n  Extra inputs are not permitted (type=extra_forbidden)\nbody -> n\n  Extra inputs are not permitted (type=extra_forbidden)"})~",
     {"frequency_penalty", "n"}},
    // Fireworks, Groq, Mistral, Cohere, Cloudflare, Gemini, llama.cpp, Bedrock, xAI.
    {400,
     R"~({"error":{"message":"Extra inputs are not permitted, field: 'stream_options'"}})~",
     {"stream_options"}},
    {400,
     R"~({"error":{"message":"property 'stream_options' is unsupported","type":"invalid_request_error"}})~",
     {"stream_options"}},
    {400,
     R"~({"error":{"message":"'messages.1' : for 'role:assistant' the following must be satisfied[('messages.1' : property 'reasoning_effort' is unsupported)]"}})~",
     {"reasoning_effort"}},
    {422, R"~({"message":"unknown field: parameter 'user' is not a valid field"})~", {"user"}},
    {400, R"~({"error":"json: unknown field \"stream_options\""})~", {"stream_options"}},
    {400,
     R"~([{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"presence_penalty\": Cannot find field.","status":"INVALID_ARGUMENT"}}])~",
     {"presence_penalty"}},
    {400, R"~({"message":"#: extraneous key [stop] is not permitted"})~", {"stop"}},
    {400,
     R"~({"error":{"message":"`temperature` and `top_p` cannot both be specified for this model. `top_p` must be removed"}})~",
     {"top_p"}},
    {400, R"~({"error":{"message":"temperature is deprecated for this model"}})~", {"temperature"}},
    // Values of theirs that a service finds out of range, or only in other company.
    {400,
     R"~({"type":"error","error":{"type":"invalid_request_error","message":"`temperature` and `top_p` cannot both be specified for this model. Please use only one."}})~",
     {"top_p"}},
    {400,
     R"~({"type":"error","error":{"type":"invalid_request_error","message":"temperature: range: 0..1"}})~",
     {"temperature"}},
    {422,
     R"~({"error":"Input validation error: `temperature` must be strictly positive","error_type":"validation"})~",
     {"temperature"}},
    {422,
     R"~({"status":422,"message":"Invalid params: temperature must be in range (0, +inf)"})~",
     {"temperature"}},
    {400,
     R"~({"error":{"message":"property 'repetition_penalty' is unsupported","type":"invalid_request_error"}})~",
     {"repetition_penalty"}},
    {400,
     R"~({"error":{"message":"Unrecognized request arguments supplied: repeat_penalty, repetition_penalty","type":"invalid_request_error","param":null,"code":null}})~",
     {"repeat_penalty"}},  // and the other one after it
    {400,
     R"~([{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"repeat_penalty\": Cannot find field.","status":"INVALID_ARGUMENT"}}])~",
     {"repeat_penalty"}},
    {501, R"~({"error":"stop is not implemented: 'stop' is not supported"})~", {"stop"}},
    {404,
     R"~({"error":{"message":"Additional properties are not allowed ('seed' was unexpected)"}})~",
     {"seed"}},
    {400, "Unrecognized field chat_template_kwargs", {"chat_template_kwargs"}},
    {400, R"~({"error":{"message":"Streaming is not supported for this model"}})~", {"stream"}},
    {400,
     R"~({"error":{"message":"Unsupported value: 'stream' does not support true with this model.","param":"stream"}})~",
     {"stream"}},
    {200, R"~({"error":{"message":"Unsupported parameter: 'stop'"}})~", {"stop"}},
    // One that is not named: ours that is least missed.
    {422, R"~({"error":{"message":"Extra inputs are not permitted"}})~", {"stream_options"}},
    {400,
     R"~({"error":{"message":"bad request","code":"unknown_parameter"}})~",
     {"stream_options"}},
};

TEST(Refusal, MembersThatAreNotTakenAreNamed) {
  for (const Case& row : kMembers) {
    const Refusal refusal = read_refusal(row.status, row.body, kAsked);
    EXPECT_EQ(refusal.what, What::members) << row.body;
    std::vector<std::string> got = refusal.members;
    std::vector<std::string> right = row.members;
    std::sort(got.begin(), got.end());
    std::sort(right.begin(), right.end());
    EXPECT_EQ(got, right) << row.body;
  }
}

struct Length {
  int status;
  const char* body;
  std::int64_t limit = 0;
};

const std::vector<Length> kTooLong{
    {400,
     R"~({"error":{"message":"request exceeds the context size (context_length_exceeded)"}})~"},
    {413, R"~({"error":{"message":"request exceeds the context size"}})~"},
    {413, "<html><h1>413 Request Entity Too Large</h1></html>"},
    {413, ""},
    // OpenAI, old and new.
    {400,
     R"~({"error":{"message":"This model's maximum context length is 4096 tokens. However, your messages resulted in 4501 tokens. Please reduce the length of the messages.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}})~",
     4096},
    {400,
     R"~({"error":{"message":"Your input exceeds the context window of this model. Please adjust your input and try again.","param":"input"}})~"},
    {429,
     R"~({"error":{"message":"Request too large for gpt-4 in organization org-1 on tokens per min (TPM): Limit 10000, Requested 12001. The input or output tokens must be reduced in order to run successfully.","type":"tokens","code":"rate_limit_exceeded"}})~",
     10000},
    // Groq.
    {413,
     R"~({"error":{"message":"Request too large for model `llama-3.1-8b-instant` in organization `org_x` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 9437, please reduce your message size and try again.","type":"tokens","code":"rate_limit_exceeded"}})~",
     6000},
    {400,
     R"~({"error":{"message":"Please reduce the length of the messages or completion.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}})~"},
    // llama.cpp.
    {400,
     R"~({"error":{"code":400,"message":"the request exceeds the available context size. try increasing the context size or enable context shift","type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}})~",
     4096},
    {500, R"~({"error":{"code":500,"message":"context size exceeded","type":"server_error"}})~"},
    {400, R"~({"error":{"message":"Requested tokens (5212) exceed context window of 4096"}})~",
     4096},
    // vLLM, SGLang, TGI, TensorRT-LLM, Ollama, LM Studio (with status 200, in the stream).
    {400,
     R"~({"object":"error","message":"This model's maximum context length is 6048 tokens. However, you requested 6616 tokens (6536 in the messages, 80 in the completion). Please reduce the length of the messages or completion.","type":"BadRequestError","param":null,"code":400})~",
     6048},
    {400,
     R"~({"error":{"message":"The input (5120 tokens) is longer than the model's context length (4096 tokens)."}})~",
     4096},
    {422,
     R"~({"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 80 `max_new_tokens`","error_type":"validation"})~",
     4096},
    {422,
     R"~({"error":"Input validation error: `inputs` must have less than 2048 tokens. Given: 3000 (input tokens)"})~",
     2048},
    {400, R"~({"error":"Prompt length (5000) exceeds maximum input length (4096)."})~", 4096},
    {400, R"~({"error":{"message":"prompt too long; exceeded max context length by 12 tokens"}})~"},
    {200,
     R"~({"error":{"message":"The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input"}})~"},
    {200,
     R"~({"error":"Trying to keep the first 111490 tokens when context the overflows. However, the model is loaded with context length of only 32768 tokens, which is not enough."})~",
     32768},
    // Anthropic, Bedrock, Gemini, Mistral, xAI, OpenRouter, DashScope, Kimi, MiniMax, Copilot,
    // Cohere, Cloudflare.
    {400,
     R"~({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 213462 tokens > 200000 maximum"}})~",
     200000},
    {413,
     R"~({"error":{"type":"request_too_large","message":"Request exceeds the maximum size"}})~"},
    {400,
     R"~({"error":{"message":"input length and `max_tokens` exceed context limit: 199990 + 80 > 200000, decrease input length or `max_tokens` and try again"}})~"},
    {400, R"~({"message":"Input is too long for requested model."})~"},
    {400,
     R"~([{"error":{"code":400,"message":"The input token count (132478) exceeds the maximum number of tokens allowed (131072).","status":"INVALID_ARGUMENT"}}])~",
     131072},
    {400,
     R"~({"object":"error","message":"Prompt contains 33000 tokens and 80 draft tokens, too large for model with 32768 maximum context length","type":"invalid_request_error"})~",
     32768},
    {400,
     R"~({"error":"This model's maximum prompt length is 131072 but the request contains 537812 tokens."})~",
     131072},
    {400,
     R"~({"error":{"message":"This endpoint's maximum context length is 8,192 tokens. However, you requested about 9,001 tokens (8,921 of text input, 80 in the output). Please reduce the length of either one.","code":400}})~",
     8192},
    {400, R"~({"error":{"message":"Range of input length should be [1, 6000]"}})~"},
    {400,
     R"~({"error":{"message":"Invalid request: Your request exceeded model token limit: 8192","type":"invalid_request_error"}})~"},
    {400, R"~({"error":{"message":"invalid params, context window exceeds limit (2013)"}})~"},
    {400,
     R"~({"error":{"message":"prompt token count of 9000 exceeds the limit of 8192","code":"model_max_prompt_tokens_exceeded"}})~",
     8192},
    {400,
     R"~({"message":"too many tokens: total number of tokens in this prompt cannot exceed 4081 - received 5000."})~",
     4081},
    {400,
     R"~({"errors":[{"message":"The estimated number of input and maximum output tokens (9000) exceeded this model context window limit (7968).","code":5021}]})~",
     7968},
};

TEST(Refusal, TooLongAConversationIsSeenInEveryForm) {
  for (const Length& row : kTooLong) {
    const Refusal refusal = read_refusal(row.status, row.body, kAsked);
    EXPECT_EQ(refusal.what, What::too_long) << row.body;
    if (row.limit != 0) {
      EXPECT_EQ(refusal.limit, row.limit) << row.body;
    }
  }
}

TEST(Refusal, TooLongAReplyIsAskedForWithLess) {
  const auto asked = [](std::int64_t max_tokens) {
    Asked more = kAsked;
    more.max_tokens = max_tokens;
    return more;
  };
  const std::vector<Length> rows{
      {400,
       R"~({"error":{"message":"max_tokens is too large: 3000. This model supports at most 2048 completion tokens, whereas you provided 3000.","param":"max_tokens"}})~",
       2048},
      {400, R"~({"error":{"message":"max_tokens must be less than or equal to 1024"}})~", 1024},
      {400,
       R"~({"error":{"message":"`max_tokens` must be less than or equal to `1,024`, the maximum value for `max_tokens` is less than the `context_window` for this model","param":"max_tokens"}})~",
       1024},
      {400,
       R"~({"error":{"message":"Invalid max_tokens value, the valid range of max_tokens is [1, 2048]"}})~",
       2048},
      {422, R"~({"error":"Input validation error: `max_new_tokens` must be <= 512. Given: 3000"})~",
       512},
      {400,
       R"~({"error":{"message":"max_tokens: 3000 > 2048, which is the maximum allowed number of output tokens for claude-3-haiku-20240307"}})~",
       2048},
      {400, R"~({"error":{"message":"Range of max_tokens should be [1, 2000]"}})~", 2000},
      {400, R"~({"error":{"message":"max_tokens exceeds the limit of 2048"}})~", 2048},
      {400, R"~({"error":{"message":"max_tokens too large"}})~", 1500},
      {400, R"~({"error":{"message":"max_tokens 3000 is above 2048, use that instead"}})~", 2048},
      {400,
       R"~({"message":"This model's maximum context length is 2048 tokens. However, you requested 3600 tokens (600 in the messages, 3000 in the completion). Please reduce the length of the messages or completion."})~",
       512},
      {400,
       R"~({"message":"'max_tokens' or 'max_completion_tokens' is too large: 3000. This model's maximum context length is 2048 tokens and your request has 20 input tokens (3000 > 2048 - 20)."})~",
       512},
  };
  for (const Length& row : rows) {
    const Refusal refusal = read_refusal(row.status, row.body, asked(3000));
    EXPECT_EQ(refusal.what, What::max_tokens) << row.body;
    EXPECT_EQ(refusal.limit, row.limit) << row.body;
  }
}

TEST(Refusal, RolesThatAreNotTakenAreSeen) {
  const std::vector<std::tuple<int, What, const char*>> rows{
      {400, What::system_role, R"~({"error":{"message":"System role not supported"}})~"},
      {500, What::system_role,
       R"~({"error":{"message":"Value is not callable: System role not supported at row 1"}})~"},
      {400, What::system_role,
       R"~({"error":{"message":"Unsupported value: 'messages[0].role' does not support 'system' with this model.","param":"messages[0].role","code":"unsupported_value"}})~"},
      {400, What::system_role,
       R"~([{"error":{"code":400,"message":"Developer instruction is not enabled for models/gemma-3-27b-it","status":"INVALID_ARGUMENT"}}])~"},
      {400, What::system_role,
       R"~({"error":{"message":"messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter"}})~"},
      {400, What::system_role,
       R"~({"message":"[{'type': 'literal_error', 'loc': ('body', 'messages', 0, 'typed-dict', 'role'), 'msg': \"Input should be 'user'\", 'input': 'system'}]"})~"},
      {422, What::system_role, R"~({"detail":"This model does not support system messages"})~"},
      {400, What::system_role,
       R"~({"error":"role 'system' is invalid, must be user or assistant"})~"},
      {400, What::developer_role,
       R"~({"error":{"message":"The 'system' role is not supported with this model, use 'developer' instead"}})~"},
      {400, What::alternation,
       R"~({"object":"error","message":"Conversation roles must alternate user/assistant/user/assistant/...","type":"BadRequestError"})~"},
      {400, What::alternation,
       R"~({"message":"After the optional system message, conversation roles must alternate user/assistant/user/assistant/..."})~"},
      {400, What::alternation,
       R"~({"error":{"message":"messages: roles must alternate between \"user\" and \"assistant\", but found multiple \"assistant\" roles in a row"}})~"},
      {400, What::alternation,
       R"~({"message":"A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again."})~"},
      {500, What::alternation,
       R"~({"error":{"message":"raise_exception: roles must alternate at row 7"}})~"},
  };
  for (const auto& [status, what, body] : rows) {
    EXPECT_EQ(read_refusal(status, body, kAsked).what, what) << body;
  }
}

TEST(Refusal, WhatAnotherFormWouldNotHelpIsLeftAlone) {
  const std::vector<std::pair<int, const char*>> rows{
      {400, R"~({"error":{"message":"no"}})~"},
      {400, ""},
      {401, R"~({"error":{"message":"Incorrect API key; temperature is unsupported"}})~"},
      {403, R"~({"error":{"message":"stream_options is not allowed"}})~"},
      {404,
       R"~({"error":{"message":"The model `gpt-9` does not exist","code":"model_not_found"}})~"},
      {404, R"~({"error":"model 'toy' not found, try pulling it first"})~"},
      {429,
       R"~({"error":{"message":"Rate limit reached on tokens per minute (TPM): Limit 6000, Used 5900, Requested 400."}})~"},
      {400,
       R"~({"error":{"message":"Invalid request","type":"invalid_request_error","param":null}})~"},
      {400, R"~({"error":{"message":"Invalid content","param":"messages"}})~"},
      {400, R"~({"error":{"message":"invalid model","param":"model"}})~"},
      {500, "Internal Server Error"},
      {200,
       R"~({"error":{"message":"Rate limit exceeded: token limit of 6000 per minute, try again"}})~"},
      {400, R"~({"error":{"message":"quota: too many tokens today"}})~"},
      {503, R"~({"error":{"message":"temperature is unsupported"}})~"},
      {400,
       R"~({"detail":[{"loc":["body","messages"],"msg":"invalid","input":"what is the temperature, is it unsupported"}]})~"},
      {400, R"~({"error":{"message":"invalid user request"}})~"},
      {400, R"~({"error":{"message":"the response was filtered: content is not allowed"}})~"},
  };
  for (const auto& [status, body] : rows) {
    EXPECT_EQ(read_refusal(status, body, kAsked).what, What::other) << body;
  }
}

Asked asked_with_tools() {
  Asked asked = kAsked;
  asked.members.insert(asked.members.end(), {"tools", "tool_choice"});
  return asked;
}

/// Ollama, vLLM, llama-server, OpenRouter, Groq.
TEST(Refusal, ToolsThatAreNotTakenAreTold) {
  for (
      const auto& [status, body] : std::vector<std::pair<int, const char*>>{
          {400,
           R"~({"error":{"message":"registry.ollama.ai/library/gemma:2b does not support tools"}})~"},
          {400,
           R"~({"object":"error","message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set"})~"},
          {500, R"~({"error":{"code":500,"message":"tools param requires --jinja flag"}})~"},
          {404, R"~({"error":{"message":"No endpoints found that support tool use."}})~"},
          {400,
           R"~({"error":{"message":"`tool calling` is not supported with this model; tools are not supported","param":"tools"}})~"}}) {
    EXPECT_EQ(read_refusal(status, body, asked_with_tools()).what, What::tools) << body;
    EXPECT_NE(read_refusal(status, body, kAsked).what, What::tools) << body;
  }
}

/// Asked without them the model would make things up.
TEST(Refusal, ToolsAreNeverLeftOut) {
  for (
      const char* body :
      {R"~({"error":{"message":"Unknown parameter: 'tools'.","param":"tools"}})~",
       R"~({"error":{"message":"Unsupported parameter: 'tool_choice'"}})~",
       R"~({"error":{"message":"Invalid schema for function 'stop': 'temperature' is not valid","param":"tools[0].function.parameters"}})~",
       R"~({"error":{"message":"tool call validation failed: parameters for tool light did not match schema: expected array","code":"tool_use_failed"}})~"}) {
    const Refusal refusal = read_refusal(400, body, asked_with_tools());
    EXPECT_EQ(refusal.what, What::other) << body;
    EXPECT_TRUE(refusal.members.empty()) << body;
  }
}

TEST(Refusal, ThatToolsAreNamedIsNotThatTheyAreMeant) {
  const char* const named = R"~({"error":"Unknown parameter. Allowed: 'tools'."})~";
  EXPECT_EQ(read_refusal(400, named, kAsked).members.at(0), "stream_options");
  const char* const streams = R"~({"error":"streaming is not supported with 'tools'"})~";
  EXPECT_EQ(read_refusal(400, streams, asked_with_tools()).members.at(0), "stream");
}

TEST(Refusal, AnyBytesWillDo) {
  for (const std::string& body :
       {std::string(100'000, '['), std::string(100'000, '9'), std::string("\0\xff{", 3),
        std::string(R"~({"error":)~"), "max_tokens must be <= " + std::string(400, '9')}) {
    read_refusal(400, body, kAsked);
    read_refusal(413, body, {});
  }
}

}  // namespace
}  // namespace hotpin::engines::openai
