#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "engine/sampling.hpp"
#include "engine/tools.hpp"

namespace hotpin::engine {

struct ChatMessage {
  enum class Role { system, user, assistant, tool };
  Role role = Role::user;
  std::string content{};          ///< of a tool message the call's output
  std::vector<ToolCall> calls{};  ///< of an assistant, behind its words if there are any
  std::string call_id{};          ///< of a tool message: which call this is the output of

  bool operator==(const ChatMessage&) const = default;
};

/// A picture that a user sent, as it came; its bytes are of the kind that it says.
struct Picture {
  std::string media_type;  ///< "image/jpeg" or "image/png"
  std::string bytes;
};

struct LlmRequest {
  /// Names the conversation, so that an engine with a cache finds what it holds of it. Not secret,
  /// not unique across restarts; two requests of one name never run at once.
  std::string conversation;
  /// System prompt and example turns first: the same for everybody, so that they can be shared.
  /// Calls and outputs may come in any order, and one without the other: what does not belong
  /// together is left out (with_paired_calls). A model without tools is shown neither.
  std::vector<ChatMessage> messages;
  int max_tokens = 0;  ///< of the reply; always above 0
  /// The reply has begun with this, which was given already: the text goes on from there. Empty as
  /// a rule; never empty behind another engine that failed in the middle.
  std::string reply_so_far = {};
  /// Another model answers if this one does not: better to fail soon than to wait.
  bool has_successor = false;
  /// Belongs to the user's last message. Null as a rule; always null for a model that cannot see.
  std::shared_ptr<const Picture> picture = {};
  /// Becomes true when nobody waits for the reply any more: it goes on behind everybody else's,
  /// where an engine has an order. Null as a rule for what is no reply.
  std::shared_ptr<const std::atomic<bool>> is_background = {};
  Sampling sampling = {};
  /// As check_tools() takes them. An engine that cannot have the model call them refuses the
  /// request (kToolsUnsupported), and never answers as if there were none; but with
  /// ToolChoice::Mode::none there is nothing to call, and it answers.
  Tools tools = {};
  ToolChoice tool_choice = {};

  /// Whether the model may call one.
  bool may_call() const {
    return tools && !tools->empty() && tool_choice.mode != ToolChoice::Mode::none;
  }
};

/// The code of the error of a request with tools where the engine, or its model, takes none.
inline constexpr const char* kToolsUnsupported = "tools_unsupported";

/// The prompt is read, and the first token known.
struct LlmPrompted {
  int prompt_tokens = 0;  ///< of the whole prompt
  int cached_tokens = 0;  ///< of those, taken from the cache
  double prompt_ms = 0;   ///< engine time on the rest
};

struct LlmDelta {
  std::string text;  ///< whole UTF-8 characters, may hold any text, also marks of templates
};

struct LlmDone {
  enum class Why { finished, token_limit };
  Why why = Why::finished;
  int reply_tokens = 0;
  /// All calls of the reply, side by side and in order: none is given before, so that what fails in
  /// the middle has called nothing. Their ids differ. At the token limit the last may be cut short.
  std::vector<ToolCall> tool_calls = {};
};

/// At most one LlmPrompted, then any number of deltas, then exactly one LlmDone or Error (code
/// "cancelled" after a stop request).
using LlmEvent = std::variant<LlmPrompted, LlmDelta, LlmDone, base::Error>;
/// Called on the engine's thread, in order. Must not block or throw.
using LlmSink = std::function<void(LlmEvent)>;

/// How likely a sentence ends behind the words of a judge_end(): from 0 to 1. Called on the
/// engine's thread. Must not block or throw.
using EndSink = std::function<void(double)>;

/// A language model, shared by all sessions. Thread-safe. No call blocks but warm_up().
class Llm {
 public:
  virtual ~Llm() = default;
  virtual std::string_view name() const = 0;
  /// Whether the model looks at pictures. Asked after warm_up() only.
  virtual bool sees() const { return false; }
  /// Whether it is so small that it learns how short an answer is from example turns alone.
  virtual bool wants_examples() const { return false; }
  /// Whether it reads so slowly that it is worth its while to prepare() words that are still being
  /// said.
  virtual bool reads_slowly() const { return false; }
  /// Loads what all conversations share (system prompt, examples). Blocks; at start only.
  virtual base::Status warm_up(const std::vector<ChatMessage>& shared_prefix) = 0;
  virtual void generate(LlmRequest request, LlmSink sink, std::stop_token stop) = 0;
  /// Work ahead: the messages known so far, before the user's next words, or with the first of them
  /// as the last message. May be ignored.
  virtual void prepare(LlmRequest /*request*/) {}
  /// Asks how likely the last message, words without a closing mark, is a whole sentence: what the
  /// model gives to ".", "?", "!" and an end of the turn together. A favour: an engine that cannot
  /// tell, or not soon, never calls the sink, and a newer question replaces the one before.
  virtual void judge_end(LlmRequest /*request*/, EndSink /*sink*/) {}
  /// The conversation is over: what was cached for it may go.
  virtual void forget(const std::string& /*conversation*/) {}
};

}  // namespace hotpin::engine
