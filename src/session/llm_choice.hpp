#pragma once

#include "engine/sampling.hpp"
#include "protocol/client_event.hpp"

namespace hotpin::session {

/// How the language model writes in one conversation.
struct LlmChoice {
  engine::Sampling sampling{};
  int max_tokens = 80;    ///< of a reply
  int more_tokens = 240;  ///< where more is asked for: a story, details
  int most_tokens = 240;  ///< that a client may ask for
};

/// `usual` with what the client asks for in its place, within bounds.
LlmChoice choose_llm(LlmChoice usual, const protocol::LlmWish& wish);

}  // namespace hotpin::session
