#include "engines/openai/chat_request.hpp"

#include <boost/json.hpp>

#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "engines/openai/chat_chunk.hpp"

namespace hotpin::engines::openai {
namespace {

namespace json = boost::json;

const char* word_for(engine::ChatMessage::Role role) {
  switch (role) {
    case engine::ChatMessage::Role::system:
      return "system";
    case engine::ChatMessage::Role::assistant:
      return "assistant";
    case engine::ChatMessage::Role::user:
      break;
  }
  return "user";
}

json::object message(const char* role, const std::string& content) {
  return {{"role", role}, {"content", base::to_valid_utf8(content)}};
}

/// The words in parts, with the picture as a data URL.
json::array parts(const std::string& words, const engine::Picture& picture) {
  const std::string url =
      "data:" + picture.media_type + ";base64," + base::to_base64(picture.bytes);
  return {json::object{{"type", "text"}, {"text", base::to_valid_utf8(words)}},
          json::object{{"type", "image_url"}, {"image_url", json::object{{"url", url}}}}};
}

void lay_over(json::object& request, const std::string& extra) {
  if (extra.empty()) return;
  const json::value added = json::parse(extra);  // checked at start
  for (const auto& [name, value] : added.as_object()) {
    if (value.is_null()) request.erase(name);
    else request[name] = value;
  }
}

}  // namespace

std::string chat_request_body(const engine::LlmRequest& request,
                              const ChatRequestOptions& options) {
  json::array messages;
  for (const engine::ChatMessage& said : request.messages) {
    messages.push_back(message(word_for(said.role), said.content));
  }
  if (request.picture && !messages.empty()) {
    messages.back().as_object()["content"] =
        parts(request.messages.back().content, *request.picture);
  }
  if (!request.reply_so_far.empty()) {
    messages.push_back(message("assistant", request.reply_so_far));
  }
  json::object body{{"model", options.model},
                    {"messages", std::move(messages)},
                    {"max_tokens", request.max_tokens},
                    {"stream", true},
                    {"stream_options", {{"include_usage", true}}}};
  lay_over(body, options.extra);
  return json::serialize(body);
}

base::Status check_extra(const std::string& extra) {
  if (extra.empty()) return base::ok();
  json::error_code failure;
  const json::value parsed = json::parse(extra, failure);
  if (!failure && parsed.is_object()) return base::ok();
  return base::Error{"bad_setting", "HOTPIN_LLM_EXTRA is \"" + one_line(extra) +
                                        "\"; it must be a JSON object such as {\"temperature\":0}"};
}

}  // namespace hotpin::engines::openai
