#pragma once

#include <string>
#include <vector>

#include "engine/llm.hpp"

namespace hotpin::session {

/// What stands before every conversation: a brief, friendly spoken assistant, with example turns
/// that show a small model how short an answer is. `own_prompt`, when not empty, stands alone in
/// their place.
std::vector<engine::ChatMessage> make_persona(const std::string& own_prompt);

}  // namespace hotpin::session
