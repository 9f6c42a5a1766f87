#include "engines/openai/chat/chat_form.hpp"

#include <algorithm>
#include <functional>

#include "engine/llms/shortened.hpp"

namespace hotpin::engines::openai {
namespace {

using Role = engine::ChatMessage::Role;

bool is_system(const engine::ChatMessage& message) { return message.role == Role::system; }
bool is_user(const engine::ChatMessage& message) { return message.role == Role::user; }

bool is_over(const Messages& messages, const ChatForm& form) {
  return (form.bytes && bytes_of(messages) > *form.bytes) ||
         (form.messages && static_cast<std::int64_t>(messages.size()) > *form.messages);
}

bool leave_out(ChatForm& form, const std::vector<std::string>& members) {
  const std::size_t before = form.without.size();
  for (const std::string& name : members) {
    const bool is_new =
        std::find(form.without.begin(), form.without.end(), name) == form.without.end();
    if (is_new) form.without.push_back(name);
  }
  return form.without.size() > before;
}

bool lower(std::optional<std::int64_t>& limit, std::int64_t to) {
  if (to < 1 || (limit && *limit <= to)) return false;
  limit = to;
  return true;
}

bool fold_system(ChatForm& form, ChatForm::System to) {
  if (form.system == ChatForm::System::folded || form.system == to) return false;
  form.system = to;
  return true;
}

/// Besides the system's messages and the outputs of calls.
bool takes_turns(const Messages& messages) {
  const engine::ChatMessage* before = nullptr;
  for (const engine::ChatMessage& message : messages) {
    if (is_system(message) || message.role == Role::tool) continue;
    if (before != nullptr && before->role == message.role) return false;
    before = &message;
  }
  return true;
}

/// Some templates know no system role and say only that the roles must alternate.
bool alternate(ChatForm& form, const Messages& messages) {
  const bool was_joined = form.takes_turns || takes_turns(messages);
  const bool is_new = !form.takes_turns;
  form.takes_turns = true;
  const bool has_system = std::any_of(messages.begin(), messages.end(), is_system);
  if (was_joined) return has_system && fold_system(form, ChatForm::System::folded);
  return is_new;
}

/// By the service's own numbers, with a tenth to spare: it counts tokens, and these are bytes.
bool shorten_by_numbers(ChatForm& form, const Refusal& refusal, const Messages& sent) {
  if (refusal.limit <= 0 || refusal.given <= refusal.limit) return false;
  const double share =
      0.9 * static_cast<double>(refusal.limit) / static_cast<double>(refusal.given);
  return lower(form.bytes, static_cast<std::int64_t>(share * static_cast<double>(bytes_of(sent))));
}

/// Half of what was said; of the last words alone, the examples go.
bool shorten_by_half(ChatForm& form, const Messages& sent, const Messages& shared) {
  const std::size_t fixed = engine::fixed_messages(sent, shared);
  const std::size_t said = sent.size() - std::min(fixed, sent.size());
  // An odd number: an exchange stays whole, and the last words have none yet.
  const std::size_t kept = said > 1 ? ((said / 2) | 1U) : 1;
  const std::size_t left = fixed + kept;
  return lower(form.messages, static_cast<std::int64_t>(left < sent.size() ? left : 1));
}

bool shorten(ChatForm& form, const Refusal& refusal, const Messages& messages,
             const Messages& shared) {
  const Messages sent = fitting(messages, form, shared);
  const auto helps = [&] { return fitting(messages, form, shared).size() < sent.size(); };
  if (shorten_by_numbers(form, refusal, sent) && helps()) return true;
  return shorten_by_half(form, sent, shared) && helps();
}

}  // namespace

std::int64_t bytes_of(const Messages& messages) {
  std::size_t bytes = 0;
  for (const engine::ChatMessage& message : messages) {
    bytes += message.content.size();
    for (const engine::ToolCall& call : message.calls) bytes += call.arguments.size();
  }
  return static_cast<std::int64_t>(bytes);
}

Messages fitting(Messages messages, const ChatForm& form, const Messages& shared) {
  if (!is_over(messages, form)) return messages;
  const std::size_t fixed = engine::fixed_messages(messages, shared);
  const std::size_t last = std::min(fixed, messages.size() - 1);
  auto begin = messages.begin() + static_cast<std::ptrdiff_t>(last);
  while (is_over(messages, form)) {
    const auto next = std::find_if(begin + 1, messages.end(), is_user);
    if (next == messages.end()) break;
    begin = messages.erase(begin, next);
  }
  if (is_over(messages, form)) {
    messages.erase(std::remove_if(messages.begin(), begin, std::not_fn(is_system)), begin);
  }
  return messages;
}

bool adapt(ChatForm& form, const Refusal& refusal, const Messages& messages,
           const Messages& shared) {
  switch (refusal.what) {
    case Refusal::What::members:
      return leave_out(form, refusal.members);
    case Refusal::What::max_tokens:
      return lower(form.max_tokens, refusal.limit);
    case Refusal::What::too_long:
      return shorten(form, refusal, messages, shared);
    case Refusal::What::system_role:
      return fold_system(form, ChatForm::System::folded);
    case Refusal::What::developer_role:
      return fold_system(form, form.system == ChatForm::System::developer
                                   ? ChatForm::System::folded
                                   : ChatForm::System::developer);
    case Refusal::What::alternation:
      return alternate(form, messages);
    case Refusal::What::tools:
    case Refusal::What::other:
      break;
  }
  return false;
}

}  // namespace hotpin::engines::openai
