#include "engine/llms/shortened.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/llms/call_messages.hpp"

namespace hotpin::engine {
namespace {

bool is_system(const ChatMessage& message) { return message.role == ChatMessage::Role::system; }
bool is_user(const ChatMessage& message) { return message.role == ChatMessage::Role::user; }

/// The last in [begin, end), which may be several messages one behind the other; `begin` where
/// there is none.
template <typename Iterator>
Iterator last_question(Iterator begin, Iterator end) {
  const auto last =
      std::find_if(std::make_reverse_iterator(end), std::make_reverse_iterator(begin), is_user);
  return std::find_if_not(last, std::make_reverse_iterator(begin), is_user).base();
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
  const auto question = last_question(begin, messages.end());
  const auto exchange = last_question(begin, question);
  // What the model was told to do holds as before.
  messages.erase(std::stable_partition(begin, exchange, is_system), exchange);
  return request;
}

}  // namespace hotpin::engine
