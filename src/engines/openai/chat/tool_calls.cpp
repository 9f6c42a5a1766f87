#include "engines/openai/chat/tool_calls.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <utility>

namespace hotpin::engines::openai {
namespace {

constexpr std::string_view kBlanks = " \r\n\t";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kBlanks) == std::string_view::npos;
}

std::string new_id() {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  thread_local std::mt19937_64 random{std::random_device{}()};
  std::uniform_int_distribution<std::size_t> letter(0, kLetters.size() - 1);
  std::string id;
  while (id.size() < 9) id += kLetters[letter(random)];
  return id;
}

std::size_t bytes_of(const engine::ToolCall& call) {
  return call.id.size() + call.name.size() + call.arguments.size() + call.extra.size();
}

}  // namespace

base::Status ToolCalls::add(const ToolCallDelta& delta) {
  Call* call = find(delta);
  if (call == nullptr || is_another(*call, delta)) {
    if (calls_.size() == kMost) {
      return base::Error{"too_long", "the service's reply makes over 64 calls of tools"};
    }
    call = &calls_.emplace_back(Call{.index = delta.index, .call = {}});
  }
  bytes_ -= bytes_of(call->call);
  if (call->call.id.empty() && delta.id != "null") call->call.id = delta.id;
  if (call->call.name.empty()) call->call.name = delta.name;
  if (call->call.extra.empty()) call->call.extra = delta.extra;
  append(*call, delta.arguments);
  bytes_ += bytes_of(call->call);
  if (bytes_ <= kMaxBytes) return base::ok();
  return base::Error{"too_long", "the calls of tools in the service's reply are over 64 KiB long"};
}

/// The call that the piece seems to belong to: of its number, else of its id, else the last one.
ToolCalls::Call* ToolCalls::find(const ToolCallDelta& delta) {
  const auto with = [this](auto is_it) {
    const auto found = std::find_if(calls_.rbegin(), calls_.rend(), is_it);
    return found == calls_.rend() ? nullptr : &*found;
  };
  const bool is_nameless = delta.id.empty() && delta.name.empty();
  if (delta.index) {
    Call* found = with([&](const Call& call) { return call.index == delta.index; });
    if (found != nullptr) return found;
    return last_if(is_nameless && !calls_.empty() && !calls_.back().index);
  }
  if (!delta.id.empty()) return with([&](const Call& call) { return call.call.id == delta.id; });
  return last_if(true);
}

/// Whether a piece that seems to belong to `call` begins another one: it has a name, as a first
/// piece has, and nothing is left for it to add, or id and name both differ.
bool ToolCalls::is_another(const Call& call, const ToolCallDelta& delta) {
  if (delta.name.empty() || call.call.name.empty()) return false;
  const bool has_other_name = delta.name != call.call.name;
  const bool has_same_id = !delta.id.empty() && delta.id == call.call.id;
  if (call.is_whole) return !has_same_id && (has_other_name || !is_blank(delta.arguments));
  return has_other_name && !has_same_id && !delta.id.empty() && !call.call.id.empty();
}

/// Behind a whole object nothing can follow, but for "{}", which some send ahead of the real one.
void ToolCalls::append(Call& call, std::string_view arguments) {
  if (call.is_whole) {
    if (call.call.arguments != "{}" || is_blank(arguments)) return;
    call.call.arguments.clear();
    call.is_whole = false;
  }
  for (const char c : arguments) follow(call, c);
  call.call.arguments += arguments;
}

void ToolCalls::follow(Call& call, char c) {
  if (call.is_in_string) {
    if (c == '"' && !call.is_escaped) call.is_in_string = false;
    call.is_escaped = c == '\\' && !call.is_escaped;
  } else if (c == '"') {
    call.is_in_string = true;
  } else if (c == '{' || c == '[') {
    ++call.depth;
  } else if ((c == '}' || c == ']') && call.depth > 0) {
    call.is_whole = --call.depth == 0;
  }
}

std::vector<engine::ToolCall> ToolCalls::calls() const {
  std::vector<engine::ToolCall> named;
  std::set<std::string> ids;
  for (const Call& one : calls_) {
    if (one.call.name.empty()) continue;
    engine::ToolCall call = one.call;
    if (is_blank(call.arguments)) call.arguments = "{}";
    while (call.id.empty() || !ids.insert(call.id).second) call.id = new_id();
    named.push_back(std::move(call));
  }
  return named;
}

}  // namespace hotpin::engines::openai
