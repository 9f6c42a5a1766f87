#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/llm.hpp"
#include "engines/llama/tokens.hpp"

namespace hotpin::engines::llama {

/// How a model writes: from a conversation to tokens and back. Immutable, so any thread may call
/// it.
class Language {
 public:
  virtual ~Language() = default;
  /// The whole conversation up to where the assistant's next words begin. What was said is never
  /// taken for the model's own control tokens. `reply_so_far` stands at the end: words that the
  /// assistant has said already and goes on from.
  virtual base::Result<Tokens> prompt(const std::vector<engine::ChatMessage>& messages,
                                      const std::string& reply_so_far) const = 0;
  /// What the prompt has put in the assistant's mouth already and a reader of the reply must know:
  /// "<think>" of models that always begin with a thought, else empty.
  virtual std::string reply_start() const { return {}; }
  /// Bytes: a character may be spread over several tokens.
  virtual std::string text_of(Token token) const = 0;
  virtual bool ends_reply(Token token) const = 0;
  /// Of each token, whether a sentence is over with it: a closing mark, or the end of a reply.
  virtual const std::vector<bool>& sentence_ends() const = 0;
};

}  // namespace hotpin::engines::llama
