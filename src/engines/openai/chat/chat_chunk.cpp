#include "engines/openai/chat/chat_chunk.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {
namespace {

namespace json = boost::json;

constexpr auto kThoughts = std::to_array<std::string_view>(
    {"reasoning", "reasoning_content", "reasoning_text", "reasoning_details", "thinking",
     "thinking_content", "thinking_blocks", "thought", "thoughts"});

void read_content(const json::value& content, ChatChunk& chunk);

bool is_thought(const json::value& part) {
  const std::string type = base::to_lower(text_in(part, "type"));
  return type.find("think") != std::string::npos || type.find("reason") != std::string::npos ||
         type.find("thought") != std::string::npos || is_something(member(part, "thought"));
}

/// {"type":"text","text":"..."} and its kin; an unknown kind without words says nothing.
void read_part(const json::value& part, ChatChunk& chunk) {
  if (is_thought(part)) {
    chunk.has_reasoning = true;
    return;
  }
  for (const char* name : {"text", "output_text", "refusal", "value", "content", "parts"}) {
    const json::value* found = member(part, name);
    if (!is_something(found)) continue;
    return read_content(*found, chunk);
  }
}

/// A string, a list of parts, or one part.
void read_content(const json::value& content, ChatChunk& chunk) {
  if (content.is_string()) chunk.text += content.get_string();
  if (content.is_number()) chunk.text += json::serialize(content);
  if (content.is_object()) read_part(content, chunk);
  if (!content.is_array()) return;
  for (const json::value& part : content.get_array()) read_content(part, chunk);
}

/// The member's text; of an object, as which some services tell arguments, its JSON.
std::string json_in(const json::value& value, std::string_view name) {
  const json::value* found = member(value, name);
  const bool is_object = found != nullptr && found->is_object();
  return is_object ? json::serialize(*found) : text_in(value, name);
}

/// Gemini's signature of a thought stands beside the function.
ToolCallDelta tool_call_in(const json::value& call) {
  const json::value* function = member(call, "function");
  const json::value& named = function == nullptr ? call : *function;
  const json::value* extra = member(call, "extra_content");
  ToolCallDelta delta{.id = text_in(call, "id"),
                      .name = text_in(named, "name"),
                      .arguments = json_in(named, "arguments"),
                      .extra = is_something(extra) ? json_in(call, "extra_content") : ""};
  if (const auto index = count_in(call, "index")) delta.index = *index;
  return delta;
}

void read_tool_calls(const json::value& said, ChatChunk& chunk) {
  const json::value* calls = member(said, "tool_calls");
  if (calls != nullptr && calls->is_array()) {
    for (const json::value& call : calls->get_array()) {
      chunk.tool_calls.push_back(tool_call_in(call));
    }
  }
  // As it was before there could be several; some send both.
  const json::value* old = member(said, "function_call");
  if (chunk.tool_calls.empty() && is_something(old)) {
    chunk.tool_calls.push_back(tool_call_in(*old));
  }
}

/// Some services say it beside the text, some around it, some in words of another dialect.
void read_finish(const json::value& value, ChatChunk& chunk) {
  for (const char* name : {"finish_reason", "finishReason", "done_reason", "stop_reason"}) {
    if (!chunk.finish_reason.empty()) break;
    chunk.finish_reason = base::to_lower(text_in(value, name));
  }
  if (const json::value* details = member(value, "finish_details")) {
    if (chunk.finish_reason.empty()) chunk.finish_reason = text_in(*details, "type");
  }
  for (const char* full : {"max_tokens", "max_output_tokens", "model_length", "token_limit"}) {
    if (chunk.finish_reason == full) chunk.finish_reason = "length";
  }
}

bool is_true(const json::value* value) {
  return value != nullptr && value->is_bool() && value->get_bool();
}

void read_words(const json::value& said, ChatChunk& chunk) {
  if (!said.is_object()) return read_content(said, chunk);  // a delta that is its text
  const bool is_all_thought = is_true(member(said, "thought"));
  for (const char* name : {"content", "text", "refusal"}) {
    const json::value* found = is_all_thought ? nullptr : member(said, name);
    if (found != nullptr) read_content(*found, chunk);
  }
  const auto has = [&said](std::string_view name) { return is_something(member(said, name)); };
  chunk.has_reasoning = chunk.has_reasoning || std::any_of(kThoughts.begin(), kThoughts.end(), has);
  read_tool_calls(said, chunk);
  read_finish(said, chunk);
}

void read_usage(const json::value& usage, ChatChunk& chunk) {
  if (const auto count = count_in(usage, "prompt_tokens")) chunk.prompt_tokens = count;
  if (const auto count = count_in(usage, "completion_tokens")) chunk.reply_tokens = count;
  if (const json::value* details = member(usage, "prompt_tokens_details")) {
    chunk.cached_tokens = count_in(*details, "cached_tokens");
  }
  const json::value* details = member(usage, "completion_tokens_details");
  const bool thought = details != nullptr && count_in(*details, "reasoning_tokens").value_or(0) > 0;
  chunk.has_reasoning = chunk.has_reasoning || thought;
}

/// The words stand in "delta", in "message" where it did not stream, or in "text" as completions
/// of old have it.
void read_choice(const json::value& choice, ChatChunk& chunk) {
  read_finish(choice, chunk);
  const json::value* delta = member(choice, "delta");
  const json::value* message = member(choice, "message");
  chunk.is_message = !is_something(delta) && is_something(message);
  const json::value* words = chunk.is_message ? message : delta;
  if (is_something(words)) read_words(*words, chunk);
  else if (const json::value* text = member(choice, "text")) read_content(*text, chunk);
  if (const json::value* usage = member(choice, "usage")) read_usage(*usage, chunk);
}

/// The answer that was asked for: only one was.
const json::value* first_choice(const json::value& body) {
  const json::value* choices = member(body, "choices");
  if (choices == nullptr || choices->is_object()) return choices;
  if (!choices->is_array()) return nullptr;
  for (const json::value& choice : choices->get_array()) {
    if (choice.is_object() && count_in(choice, "index").value_or(0) == 0) return &choice;
  }
  return nullptr;
}

std::string failure_in(const json::value& value) {
  const json::value* error = member(value, "error");
  if (!is_something(error)) return {};
  const std::string reason = error->is_string() ? std::string() : reason_in(*error);
  const std::string whole = reason.empty() ? reason_in(value) : reason;
  return whole.empty() ? brief(json::serialize(*error)) : whole;
}

/// A service that fails in the middle says so in a chunk of its own, in one of several shapes.
std::string failure_of_chunk(const json::value& body, const json::value* choice) {
  std::string why = failure_in(body);
  if (why.empty() && choice != nullptr) why = failure_in(*choice);
  if (const json::value* groq = member(body, "x_groq"); why.empty() && groq != nullptr) {
    why = failure_in(*groq);
  }
  const bool is_error = text_in(body, "object") == "error" || text_in(body, "type") == "error";
  const bool says_no_more =
      choice == nullptr && member(body, "usage") == nullptr && member(body, "choices") == nullptr;
  if (why.empty() && (is_error || says_no_more)) why = reason_in(body);
  return why.empty() && is_error ? "the service sent an error" : why;
}

}  // namespace

base::Result<ChatChunk> parse_chunk(std::string_view data) {
  auto parsed = parse_json(data);
  if (!parsed) parsed = parse_json(base::to_valid_utf8(data));
  if (!parsed || !parsed->is_object()) {
    return base::Error{"bad_chunk", "the service sent what is no JSON object"};
  }
  const json::value* choice = first_choice(*parsed);
  if (std::string why = failure_of_chunk(*parsed, choice); !why.empty()) {
    return base::Error{"upstream", std::move(why)};
  }
  ChatChunk chunk;
  if (choice != nullptr) read_choice(*choice, chunk);
  read_finish(*parsed, chunk);
  const json::value* message = choice == nullptr ? member(*parsed, "message") : nullptr;
  if (message != nullptr && message->is_object()) read_words(*message, chunk);
  if (const json::value* usage = member(*parsed, "usage")) read_usage(*usage, chunk);
  if (const json::value* groq = member(*parsed, "x_groq")) {
    if (const json::value* usage = member(*groq, "usage")) read_usage(*usage, chunk);
  }
  return chunk;
}

}  // namespace hotpin::engines::openai
