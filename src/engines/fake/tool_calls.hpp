#pragma once

#include <string>
#include <vector>

#include "engine/llm.hpp"

namespace hotpin::engines::fake {

struct ScriptedReply {
  std::string words;
  std::vector<engine::ToolCall> calls;
};

/// The words of `text` and the calls in it, each written <call NAME ARGUMENTS>, of which a request
/// that may not call has none. One that must call, and has none in its text, calls the tool of its
/// choice, or the first, without arguments.
ScriptedReply scripted_reply(std::string text, const engine::LlmRequest& request);

}  // namespace hotpin::engines::fake
