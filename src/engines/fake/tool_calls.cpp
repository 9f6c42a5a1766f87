#include "engines/fake/tool_calls.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"

namespace hotpin::engines::fake {
namespace {

constexpr std::string_view kOpen = "<call ";
constexpr std::string_view kClose = ">";

/// "NAME ARGUMENTS"; "{}" where there are none.
engine::ToolCall call_in(const std::string& text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string arguments = text.substr(std::min(space + 1, text.size()));
  return {"", text.substr(0, space), arguments.empty() ? "{}" : arguments};
}

void add_forced(std::vector<engine::ToolCall>& calls, const engine::LlmRequest& request) {
  using Mode = engine::ToolChoice::Mode;
  const engine::ToolChoice& choice = request.tool_choice;
  if (!calls.empty() || choice.mode == Mode::automatic) return;
  const bool is_named = choice.mode == Mode::named;
  calls.push_back({"", is_named ? choice.name : request.tools->front().name, "{}"});
}

/// Numbered over the conversation.
void add_ids(std::vector<engine::ToolCall>& calls, const engine::LlmRequest& request) {
  std::size_t number = 0;
  for (const engine::ChatMessage& message : request.messages) number += message.calls.size();
  for (engine::ToolCall& call : calls) call.id = "call_" + std::to_string(++number);
}

}  // namespace

ScriptedReply scripted_reply(std::string text, const engine::LlmRequest& request) {
  ScriptedReply reply;
  for (std::size_t at = 0; (at = text.find(kOpen, at)) != std::string::npos;) {
    const std::size_t begin = at + kOpen.size();
    const std::size_t end = std::min(text.find(kClose, begin), text.size());
    reply.calls.push_back(call_in(text.substr(begin, end - begin)));
    text.erase(at, end + kClose.size() - at);
  }
  reply.words = reply.calls.empty() ? std::move(text) : std::string(base::trimmed(text, " "));
  if (request.may_call()) add_forced(reply.calls, request);
  else reply.calls.clear();
  add_ids(reply.calls, request);
  return reply;
}

}  // namespace hotpin::engines::fake
