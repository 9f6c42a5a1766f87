#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/llm.hpp"
#include "engines/openai/chat/chat_form.hpp"
#include "engines/openai/service/refusal.hpp"

namespace hotpin::engines::openai {

/// What stands in every request besides the conversation.
struct ChatRequestOptions {
  std::string model;
  /// A JSON object laid over the request; a null takes a member away. "" is none.
  std::string extra;
};

/// What of a request tells how tokens are chosen.
inline constexpr std::array<std::string_view, 6> kSamplingMembers{
    "temperature", "top_p", "seed", "repetition_penalty", "repeat_penalty", "stop"};

/// The names of all that a request may hold, whatever its form.
std::vector<std::string> chat_members(const ChatRequestOptions& options);

struct ChatRequestBody {
  std::string json;
  Asked asked;  ///< what a refusal may speak about
};
/// A streamed chat completion in this form; a picture goes in the last message. `reply_so_far` goes
/// last, in the assistant's name. The form's limits of length are the caller's: fitting().
ChatRequestBody chat_request_body(const engine::LlmRequest& request,
                                  const ChatRequestOptions& options, const ChatForm& form);

/// Only JSON objects are extras. The error is one line.
base::Status check_extra(const std::string& extra);

}  // namespace hotpin::engines::openai
