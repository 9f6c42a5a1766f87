#include "engine/llms/shortened.hpp"

#include <algorithm>

namespace hotpin::engine {
namespace {

bool same(const ChatMessage& one, const ChatMessage& other) {
  return one.role == other.role && one.content == other.content;
}

bool is_system(const ChatMessage& message) { return message.role == ChatMessage::Role::system; }

}  // namespace

bool begins_with(const std::vector<ChatMessage>& messages, const std::vector<ChatMessage>& shared) {
  return !shared.empty() && messages.size() >= shared.size() &&
         std::equal(shared.begin(), shared.end(), messages.begin(), same);
}

std::size_t fixed_messages(const std::vector<ChatMessage>& messages,
                           const std::vector<ChatMessage>& shared) {
  if (begins_with(messages, shared)) return shared.size();
  return static_cast<std::size_t>(std::find_if_not(messages.begin(), messages.end(), is_system) -
                                  messages.begin());
}

LlmRequest shortened(LlmRequest request, const std::vector<ChatMessage>& shared) {
  constexpr std::size_t kLastMessages = 3;
  auto& messages = request.messages;
  const std::size_t fixed = fixed_messages(messages, shared);
  if (messages.size() > fixed + kLastMessages) {
    messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(fixed),
                   messages.end() - static_cast<std::ptrdiff_t>(kLastMessages));
  }
  return request;
}

}  // namespace hotpin::engine
