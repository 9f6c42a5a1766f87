#include "engines/llama/schedule/prompts.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "engine/llms/shortened.hpp"

namespace hotpin::engines::llama {
namespace {

using engine::ChatMessage;
using Role = ChatMessage::Role;

/// Turns left out at once. Each time it happens the history is decoded afresh.
constexpr std::size_t kDroppedTurns = 4;
/// A text with more bytes a token than this is not tokenised at all to see whether it fits. Words
/// of a common language have 4 to 6.
constexpr std::size_t kMaxBytesPerToken = 16;

std::size_t bytes_of(const std::vector<ChatMessage>& messages) {
  std::size_t bytes = 0;
  for (const ChatMessage& message : messages) bytes += message.content.size();
  return bytes;
}

}  // namespace

base::Result<Tokens> Prompts::reply(const std::vector<ChatMessage>& messages, std::size_t limit,
                                    const std::string& reply_so_far, std::size_t left_out) {
  return fit(messages, {Form::reply, limit, left_out, reply_so_far});
}

base::Result<Tokens> Prompts::open(const std::vector<ChatMessage>& messages, std::size_t limit,
                                   std::size_t left_out) {
  return fit(messages, {Form::open, limit, left_out});
}

std::size_t Prompts::turns(const std::vector<ChatMessage>& messages) const {
  return (messages.size() - engine::fixed_messages(messages, shared_)) / 2;
}

base::Result<Tokens> Prompts::fit(const std::vector<ChatMessage>& messages, const Wanted& wanted) {
  const std::size_t fixed = engine::fixed_messages(messages, shared_);
  // An answer needs the last message; room ahead of one can do with the fixed ones.
  const std::size_t last =
      wanted.form == Form::reply && messages.size() > fixed ? messages.size() - 1 : messages.size();
  const std::size_t first = std::min(fixed + 2 * wanted.left_out, last);
  for (std::size_t from = first;; from = std::min(from + 2 * kDroppedTurns, last)) {
    std::vector<ChatMessage> rest(messages.begin(), messages.begin() + static_cast<long>(fixed));
    rest.insert(rest.end(), messages.begin() + static_cast<long>(from), messages.end());
    if (bytes_of(rest) <= wanted.limit * kMaxBytesPerToken) {
      base::Result<Tokens> tokens = write(std::move(rest), wanted.form, wanted.reply_so_far);
      if (!tokens || tokens->size() <= wanted.limit) return tokens;
    }
    if (from >= last) break;
    tell_once();
  }
  return base::Error{"too_long", "what was said does not fit the language model's context of " +
                                     std::to_string(wanted.limit) + " tokens"};
}

base::Result<Tokens> Prompts::write(std::vector<ChatMessage> messages, Form form,
                                    const std::string& reply_so_far) const {
  if (form == Form::reply) return language_.prompt(messages, reply_so_far);
  // Where two conversations part whose user goes on with different words, the next words begin.
  if (messages.empty() || messages.back().role != Role::user) messages.push_back({Role::user, ""});
  const std::string so_far = messages.back().content + (messages.back().content.empty() ? "" : " ");
  messages.back().content = so_far + "Hello";
  base::Result<Tokens> one = language_.prompt(messages, {});
  messages.back().content = so_far + "2 plus";
  const base::Result<Tokens> other = language_.prompt(messages, {});
  if (!one) return one;
  if (!other) return other;
  one->resize(common_prefix(*one, *other));
  return one;
}

void Prompts::tell_once() {
  if (std::exchange(told_, true)) return;
  base::log(base::LogLevel::warn,
            "a conversation is longer than the language model's context: its oldest turns are left "
            "out (said once)");
}

}  // namespace hotpin::engines::llama
