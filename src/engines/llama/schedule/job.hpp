#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "engine/llm.hpp"
#include "engines/llama/schedule/decoder.hpp"
#include "engines/llama/tokens.hpp"

namespace hotpin::engines::llama {

/// One piece of work for the model: a judgement whether a sentence is over, a reply, or the filling
/// of the cache ahead of one. Owned by the scheduler; engine thread only.
struct Job {
  enum class Kind { judge, reply, prepare };  ///< the most urgent first

  Kind kind = Kind::reply;
  engine::LlmRequest request;
  engine::LlmSink sink;    ///< replies only
  engine::EndSink judged;  ///< judgements only
  std::stop_token stop;
  bool is_aside = false;  ///< a prepare that leaves alone what the cache holds of the conversation
  /// Of a reply, which is never copied; null: the likeliest token each time.
  std::shared_ptr<Sampler> sampler;

  Tokens tokens;  ///< the prompt, then the reply as far as it is known
  std::size_t prompt_tokens = 0;
  std::size_t reply_limit = 0;
  std::size_t slot = 0;
  std::size_t cached = 0;  ///< prompt tokens that the slot held already
  std::size_t fed = 0;     ///< tokens that are in the cache
  base::Duration prompt_time{};
  std::string unsent;  ///< bytes of a character that is not whole yet
  bool over = false;

  bool in_prompt() const { return fed < prompt_tokens; }
  bool is_reply() const { return kind == Kind::reply; }
  /// A reply that nobody waits for any more.
  bool is_background() const {
    return is_reply() && request.is_background && *request.is_background;
  }
  /// Ends with what the user says, or begins to say.
  bool has_words() const {
    return !request.messages.empty() &&
           request.messages.back().role == engine::ChatMessage::Role::user;
  }
  /// Its slot's, among the cache's.
  std::string cache_name() const { return cache_name(request.conversation, is_aside); }
  static std::string cache_name(const std::string& conversation, bool is_aside) {
    return conversation + (is_aside ? "#aside" : "");
  }
  /// Nobody waits for it.
  bool is_favour() const { return kind == Kind::prepare || is_background(); }
  /// Somebody waits for it.
  bool is_wanted_reply() const { return is_reply() && !is_background(); }
  /// Something is to be known of what follows the prompt.
  bool wants_next() const { return kind != Kind::prepare; }
  std::size_t reply_tokens() const { return tokens.size() - prompt_tokens; }

  /// The last thing its sink hears.
  void end(engine::LlmEvent event);
  void end_with_error(std::string code, std::string detail);
  void end_with_reply(engine::LlmDone::Why why);
  /// The prompt is read.
  void say_prompted();
  /// Sends what is whole of the reply's text so far.
  void say(const std::string& bytes);
};

}  // namespace hotpin::engines::llama
