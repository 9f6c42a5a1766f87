#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engines/openai/chat/tool_calls.hpp"

namespace hotpin::engines::openai {

/// What one event of a streamed chat completion says; also a whole, unstreamed completion.
struct ChatChunk {
  std::string text;            ///< to be spoken, in order
  bool is_message = false;     ///< text and calls are the whole reply, not the next piece of it
  bool has_reasoning = false;  ///< thoughts came, which are never spoken
  std::vector<ToolCallDelta> tool_calls;
  std::string finish_reason;         ///< empty while it goes on; "length" in any service's words
  std::optional<int> prompt_tokens;  ///< of the usage, on the last chunk as a rule
  std::optional<int> cached_tokens;
  std::optional<int> reply_tokens;
};

/// Reads the data of one event. Errors: "bad_chunk" when it is no JSON object, "upstream" when the
/// service tells of a failure in the middle of its answer. What is null, absent, not known or of
/// another type is skipped by itself: services differ in all of it.
base::Result<ChatChunk> parse_chunk(std::string_view data);

}  // namespace hotpin::engines::openai
