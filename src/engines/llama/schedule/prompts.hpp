#pragma once

#include <cstddef>
#include <vector>

#include "base/result.hpp"
#include "engine/llm.hpp"
#include "engines/llama/language.hpp"
#include "engines/llama/tokens.hpp"

namespace hotpin::engines::llama {

/// Turns conversations into prompts that fit the cache. Owned by the scheduler; engine thread only.
class Prompts {
 public:
  explicit Prompts(const Language& language) : language_(language) {}

  /// The messages all conversations begin with: kept whatever else is dropped.
  void set_shared(std::vector<engine::ChatMessage> shared) { shared_ = std::move(shared); }

  /// For an answer, without the oldest turns, `left_out` of them. Above `limit` tokens more are
  /// left out, in blocks, so that the next turn's prompt begins like this one and finds it in the
  /// cache. An error when the rest alone is too long.
  base::Result<Tokens> reply(const std::vector<engine::ChatMessage>& messages, std::size_t limit,
                             const std::string& reply_so_far = {}, std::size_t left_out = 0);
  /// The same up to where the user's next words will begin, or go on behind the last message.
  base::Result<Tokens> open(const std::vector<engine::ChatMessage>& messages, std::size_t limit,
                            std::size_t left_out = 0);
  /// How many turns there are to leave out.
  std::size_t turns(const std::vector<engine::ChatMessage>& messages) const;

 private:
  enum class Form { reply, open };
  struct Wanted {
    Form form = Form::reply;
    std::size_t limit = 0;
    std::size_t left_out = 0;
    std::string reply_so_far{};
  };
  base::Result<Tokens> fit(const std::vector<engine::ChatMessage>& messages, const Wanted& wanted);
  base::Result<Tokens> write(std::vector<engine::ChatMessage> messages, Form form,
                             const std::string& reply_so_far) const;
  void tell_once();

  const Language& language_;
  std::vector<engine::ChatMessage> shared_;
  bool told_ = false;
};

}  // namespace hotpin::engines::llama
