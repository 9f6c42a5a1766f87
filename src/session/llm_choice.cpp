#include "session/llm_choice.hpp"

#include <algorithm>

namespace hotpin::session {

LlmChoice choose_llm(LlmChoice usual, const protocol::LlmWish& wish) {
  engine::Sampling& sampling = usual.sampling;
  if (wish.temperature) sampling.temperature = wish.temperature;
  if (wish.top_p) sampling.top_p = wish.top_p;
  if (wish.repetition_penalty) sampling.repetition_penalty = wish.repetition_penalty;
  if (wish.seed) sampling.seed = wish.seed;
  if (wish.stop) sampling.stop_words = *wish.stop;
  if (wish.max_tokens)
    usual.max_tokens = usual.more_tokens = std::min(*wish.max_tokens, usual.most_tokens);
  return usual;
}

}  // namespace hotpin::session
