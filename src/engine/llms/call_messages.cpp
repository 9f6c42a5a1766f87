#include "engine/llms/call_messages.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace hotpin::engine {
namespace {

using Role = ChatMessage::Role;

bool is_about_calls(const ChatMessage& message) {
  return message.role == Role::tool || !message.calls.empty();
}

/// Puts calls in front of their outputs, as the messages are given one by one.
class CallPairs {
 public:
  void add(ChatMessage message) {
    if (message.role == Role::tool) return add_output(std::move(message));
    group_.reset();
    const bool is_empty = !message.calls.empty() && message.content.empty();
    for (ToolCall& call : std::exchange(message.calls, {})) {
      const std::string id = call.id;
      waiting_.insert_or_assign(id, std::move(call));
    }
    if (!is_empty) paired_.push_back(std::move(message));
  }
  std::vector<ChatMessage> take() { return std::move(paired_); }

 private:
  void add_output(ChatMessage output) {
    auto call = waiting_.extract(output.call_id);
    if (call.empty()) return;
    if (!group_) group_ = begin_group();
    paired_[*group_].calls.push_back(std::move(call.mapped()));
    paired_.push_back(std::move(output));
  }
  /// The message that gets the calls of the outputs that follow one another.
  std::size_t begin_group() {
    if (paired_.empty() || paired_.back().role != Role::assistant)
      paired_.push_back({Role::assistant});
    return paired_.size() - 1;
  }

  std::vector<ChatMessage> paired_;
  std::map<std::string, ToolCall> waiting_;  // calls without an output yet, by id
  std::optional<std::size_t> group_;         // of the outputs under way
};

}  // namespace

std::vector<ChatMessage> with_paired_calls(std::vector<ChatMessage> messages) {
  if (std::none_of(messages.begin(), messages.end(), is_about_calls)) return messages;
  CallPairs pairs;
  for (ChatMessage& message : messages) pairs.add(std::move(message));
  return pairs.take();
}

std::vector<ChatMessage> without_calls(std::vector<ChatMessage> messages) {
  std::erase_if(messages, [](const ChatMessage& message) {
    return message.role == Role::tool || (!message.calls.empty() && message.content.empty());
  });
  for (ChatMessage& message : messages) message.calls.clear();
  return messages;
}

}  // namespace hotpin::engine
