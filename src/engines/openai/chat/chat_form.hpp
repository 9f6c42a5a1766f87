#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/llm.hpp"
#include "engines/openai/service/refusal.hpp"

namespace hotpin::engines::openai {

/// In which form a service takes a chat request. A plain value; as it is made, the usual one.
struct ChatForm {
  enum class System {
    usual,
    developer,  ///< its messages have the role "developer"
    folded,     ///< they stand before the user's first words
  };
  std::vector<std::string> without{};  ///< members that are left out
  System system = System::usual;
  bool takes_turns = false;  ///< messages of one role in a row are joined
  std::optional<std::int64_t> max_tokens{};
  // Of all messages; what was said longest ago is left out.
  std::optional<std::int64_t> bytes{};
  std::optional<std::int64_t> messages{};

  bool operator==(const ChatForm&) const = default;
};

using Messages = std::vector<engine::ChatMessage>;

/// How much text messages hold, with the arguments of calls.
std::int64_t bytes_of(const Messages& messages);

/// The messages without the oldest of what was said, so that they keep to the form's limits as far
/// as that can be: the system message, the user's last words and what is behind them always stay,
/// the examples that all conversations begin with (`shared`) go last. Exchanges go whole, so that
/// of messages in pairs (with_paired_calls) no call loses its output.
Messages fitting(Messages messages, const ChatForm& form, const Messages& shared);

/// The form with the service's objection to it heeded. False: nothing is left that might help.
bool adapt(ChatForm& form, const Refusal& refusal, const Messages& messages,
           const Messages& shared);

}  // namespace hotpin::engines::openai
