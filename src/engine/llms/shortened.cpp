#include "engine/llms/shortened.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/llms/call_messages.hpp"

namespace hotpin::engine {
namespace {

bool is_system(const ChatMessage& message) { return message.role == ChatMessage::Role::system; }
bool is_user(const ChatMessage& message) { return message.role == ChatMessage::Role::user; }

/// The last in [begin, end); `begin` where there is none.
template <typename Iterator>
Iterator last_user_message(Iterator begin, Iterator end) {
  const auto found =
      std::find_if(std::make_reverse_iterator(end), std::make_reverse_iterator(begin), is_user);
  return found.base() == begin ? begin : std::prev(found.base());
}

}  // namespace

bool begins_with(const std::vector<ChatMessage>& messages, const std::vector<ChatMessage>& shared) {
  return !shared.empty() && messages.size() >= shared.size() &&
         std::equal(shared.begin(), shared.end(), messages.begin());
}

std::size_t fixed_messages(const std::vector<ChatMessage>& messages,
                           const std::vector<ChatMessage>& shared) {
  if (begins_with(messages, shared)) return shared.size();
  return static_cast<std::size_t>(std::find_if_not(messages.begin(), messages.end(), is_system) -
                                  messages.begin());
}

LlmRequest shortened(LlmRequest request, const std::vector<ChatMessage>& shared) {
  auto& messages = request.messages;
  messages = with_paired_calls(std::move(messages));
  const auto begin =
      messages.begin() + static_cast<std::ptrdiff_t>(fixed_messages(messages, shared));
  const auto question = last_user_message(begin, messages.end());
  messages.erase(begin, last_user_message(begin, question));
  return request;
}

}  // namespace hotpin::engine
