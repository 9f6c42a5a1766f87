#include "engine/llms/own_persona.hpp"

#include "engine/llms/shortened.hpp"

namespace hotpin::engine {

base::Status OwnPersona::warm_up(const std::vector<ChatMessage>& shared_prefix) {
  replaced_ = shared_prefix;
  return WrappedLlm::warm_up(persona_);
}

LlmRequest OwnPersona::in_own(LlmRequest request) const {
  if (!begins_with(request.messages, replaced_)) return request;
  auto& messages = request.messages;
  messages.erase(messages.begin(),
                 messages.begin() + static_cast<std::ptrdiff_t>(replaced_.size()));
  messages.insert(messages.begin(), persona_.begin(), persona_.end());
  return request;
}

}  // namespace hotpin::engine
