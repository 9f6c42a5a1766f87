#pragma once

#include <vector>

#include "engine/llm.hpp"

namespace hotpin::engine {

/// The messages as services insist on them: every call has its output, and outputs stand right
/// behind the message with their calls. A call whose output comes later moves down to it, so that
/// what is to be answered stays last; one without an output, and an output without its call, is
/// left out, as is what then is empty. What is in order already stays as it is.
std::vector<ChatMessage> with_paired_calls(std::vector<ChatMessage> messages);

/// The messages for a model without tools: calls, outputs and what then is empty are left out.
std::vector<ChatMessage> without_calls(std::vector<ChatMessage> messages);

}  // namespace hotpin::engine
