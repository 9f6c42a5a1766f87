#pragma once

#include <string>
#include <vector>

#include "engine/llm.hpp"

namespace hotpin::session {

/// What stands before every conversation: a brief, friendly spoken assistant, with example turns
/// that show a small model how short an answer is where it needs them. `own_prompt`, when not
/// empty, stands alone in their place.
std::vector<engine::ChatMessage> make_persona(const std::string& own_prompt, bool has_examples);

/// For Llm::judge_end(): the persona and the words alone, since what was said before would only
/// make the answer later. `conversation` as in an LlmRequest.
engine::LlmRequest end_question(std::string conversation, std::vector<engine::ChatMessage> persona,
                                const std::string& words);

}  // namespace hotpin::session
