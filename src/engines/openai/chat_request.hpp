#pragma once

#include <string>

#include "base/result.hpp"
#include "engine/llm.hpp"

namespace hotpin::engines::openai {

/// What stands in every request besides the conversation.
struct ChatRequestOptions {
  std::string model;
  /// A JSON object laid over the request; a null takes a member away. "" is none.
  std::string extra;
};

/// The body of a streamed chat completion; a picture goes in the last message. `reply_so_far` goes
/// last, in the assistant's name.
std::string chat_request_body(const engine::LlmRequest& request, const ChatRequestOptions& options);

/// Only JSON objects are extras. The error is one line.
base::Status check_extra(const std::string& extra);

}  // namespace hotpin::engines::openai
