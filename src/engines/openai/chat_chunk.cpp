#include "engines/openai/chat_chunk.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "base/utf8.hpp"

namespace hotpin::engines::openai {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxReasonBytes = 300;
constexpr std::size_t kMaxModels = 1000;

std::optional<json::value> parse(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::error_code failure;
  json::value value = json::parse({text.data(), text.size()}, failure, {}, options);
  if (failure) return std::nullopt;
  return value;
}

const json::value* member(const json::value& value, const char* name) {
  const json::object* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

const json::object* object_in(const json::value& value, const char* name) {
  const json::value* found = member(value, name);
  return found == nullptr ? nullptr : found->if_object();
}

std::string text_in(const json::value& value, const char* name) {
  const json::value* found = member(value, name);
  const json::string* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

std::optional<int> count_in(const json::value& value, const char* name) {
  const json::value* found = member(value, name);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  json::error_code failure;
  const auto count = found->to_number<std::int32_t>(failure);
  if (failure || count < 0) return std::nullopt;
  return count;
}

void read_tool_calls(const json::value& delta, ChatChunk& chunk) {
  const json::value* calls = member(delta, "tool_calls");
  if (calls == nullptr || !calls->is_array()) return;
  for (const json::value& call : calls->get_array()) {
    const auto index = static_cast<std::size_t>(count_in(call, "index").value_or(0));
    const json::value* function = member(call, "function");
    const json::value nothing;
    const json::value& named = function == nullptr ? nothing : *function;
    chunk.tool_calls.push_back(
        {index, text_in(call, "id"), text_in(named, "name"), text_in(named, "arguments")});
  }
}

void read_choice(const json::value& choice, ChatChunk& chunk) {
  chunk.finish_reason = text_in(choice, "finish_reason");
  const json::value* said = member(choice, "delta");
  chunk.is_message = said == nullptr || !said->is_object();  // it did not stream
  if (chunk.is_message) said = member(choice, "message");
  if (said == nullptr) return;
  chunk.text += text_in(*said, "content") + text_in(*said, "refusal");
  const bool thinks =
      !text_in(*said, "reasoning").empty() || !text_in(*said, "reasoning_content").empty();
  chunk.has_reasoning = chunk.has_reasoning || thinks;
  read_tool_calls(*said, chunk);
}

void read_usage(const json::value& usage, ChatChunk& chunk) {
  chunk.prompt_tokens = count_in(usage, "prompt_tokens");
  chunk.reply_tokens = count_in(usage, "completion_tokens");
  if (const json::value* details = member(usage, "prompt_tokens_details")) {
    chunk.cached_tokens = count_in(*details, "cached_tokens");
  }
}

std::string shortened(std::string text) {
  text = one_line(std::move(text));
  if (text.size() <= kMaxReasonBytes) return text;
  return text.substr(0, base::whole_characters(std::string_view(text).substr(0, kMaxReasonBytes)));
}

/// {"error":{"message":…}}, {"error":"…"}, {"message":…} and {"detail":…}.
std::string reason_of(const json::value& body) {
  if (const json::object* error = object_in(body, "error")) {
    return text_in(*error, "message");
  }
  for (const char* name : {"error", "message", "detail"}) {
    if (std::string text = text_in(body, name); !text.empty()) return text;
  }
  return {};
}

}  // namespace

std::string one_line(std::string text) {
  text = base::to_valid_utf8(text);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

base::Result<ChatChunk> parse_chunk(std::string_view data) {
  const auto parsed = parse(data);
  if (!parsed || !parsed->is_object()) {
    return base::Error{"bad_chunk", "the service sent what is no JSON object"};
  }
  const json::value* error = member(*parsed, "error");
  if (error != nullptr && !error->is_null()) {
    return base::Error{"upstream", shortened(reason_of(*parsed))};
  }
  ChatChunk chunk;
  const json::value* choices = member(*parsed, "choices");
  if (choices != nullptr && choices->is_array() && !choices->get_array().empty()) {
    read_choice(choices->get_array().front(), chunk);
  }
  if (const json::value* usage = member(*parsed, "usage")) read_usage(*usage, chunk);
  if (const json::value* groq = member(*parsed, "x_groq")) {
    if (std::string why = text_in(*groq, "error"); !why.empty()) {
      return base::Error{"upstream", shortened(std::move(why))};
    }
    if (const json::value* usage = member(*groq, "usage")) read_usage(*usage, chunk);
  }
  return chunk;
}

std::string reason_in(std::string_view body) {
  const auto parsed = parse(body);
  std::string reason = parsed ? reason_of(*parsed) : std::string();
  if (reason.empty()) reason = body.substr(0, kMaxReasonBytes);
  return shortened(std::move(reason));
}

std::vector<std::string> parse_models(std::string_view body) {
  std::vector<std::string> names;
  const auto parsed = parse(body);
  const json::value* data = parsed ? member(*parsed, "data") : nullptr;
  if (data == nullptr || !data->is_array()) return names;
  for (const json::value& model : data->get_array()) {
    if (std::string id = text_in(model, "id"); !id.empty())
      names.push_back(shortened(std::move(id)));
    if (names.size() == kMaxModels) break;
  }
  return names;
}

}  // namespace hotpin::engines::openai
