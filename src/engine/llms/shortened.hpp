#pragma once

#include <cstddef>
#include <vector>

#include "engine/llm.hpp"

namespace hotpin::engine {

bool begins_with(const std::vector<ChatMessage>& messages, const std::vector<ChatMessage>& shared);

/// How many of the first messages are no part of what was said: `shared`, if the conversation
/// begins like all others; else, with a persona of the client's own, its system messages.
std::size_t fixed_messages(const std::vector<ChatMessage>& messages,
                           const std::vector<ChatMessage>& shared);

/// The same with all but the fixed and other system messages, the last exchange and the new
/// question (which may be several user messages one behind the other) left out: for a model that
/// would take too long over the rest, or find it too long. Exchanges begin with the user's words
/// and go whole, so that a call stays with its output.
LlmRequest shortened(LlmRequest request, const std::vector<ChatMessage>& shared);

}  // namespace hotpin::engine
