#include "engines/openai/chat/chat_request.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {
namespace {

namespace json = boost::json;

const char* word_for(engine::ChatMessage::Role role, ChatForm::System system) {
  switch (role) {
    case engine::ChatMessage::Role::system:
      return system == ChatForm::System::developer ? "developer" : "system";
    case engine::ChatMessage::Role::assistant:
      return "assistant";
    case engine::ChatMessage::Role::tool:
      return "tool";
    case engine::ChatMessage::Role::user:
      break;
  }
  return "user";
}

json::object message(const char* role, const std::string& content) {
  return {{"role", role}, {"content", base::to_valid_utf8(content)}};
}

/// A service reads the arguments of earlier calls, and refuses what is no JSON.
json::object call_of(const engine::ToolCall& call) {
  const auto arguments = parse_json(call.arguments);
  const bool is_readable = arguments && arguments->is_object();
  json::object made{{"id", base::to_valid_utf8(call.id)},
                    {"type", "function"},
                    {"function",
                     {{"name", base::to_valid_utf8(call.name)},
                      {"arguments", is_readable ? call.arguments : std::string("{}")}}}};
  if (auto extra = parse_json(call.extra)) made["extra_content"] = std::move(*extra);
  return made;
}

json::object message_of(const engine::ChatMessage& said, ChatForm::System system) {
  json::object made = message(word_for(said.role, system), said.content);
  if (said.role == engine::ChatMessage::Role::tool) {
    made["tool_call_id"] = base::to_valid_utf8(said.call_id);
  }
  if (said.calls.empty()) return made;
  if (said.content.empty()) made["content"] = nullptr;
  json::array calls;
  for (const engine::ToolCall& call : said.calls) calls.push_back(call_of(call));
  made["tool_calls"] = std::move(calls);
  return made;
}

/// What the system says stands before the user's first words.
Messages folded(const Messages& messages) {
  using Role = engine::ChatMessage::Role;
  std::string instructions;
  Messages rest;
  for (const engine::ChatMessage& said : messages) {
    if (said.role == Role::system) instructions += said.content + "\n\n";
    else rest.push_back(said);
  }
  if (instructions.empty()) return rest;
  const auto first = std::find_if(rest.begin(), rest.end(),
                                  [](const auto& said) { return said.role == Role::user; });
  if (first == rest.end()) rest.insert(rest.begin(), {Role::user, instructions});
  else first->content = instructions + first->content;
  return rest;
}

/// Outputs stay apart, and so does what stands behind calls.
bool goes_on(const engine::ChatMessage& one, const engine::ChatMessage& next) {
  return one.role == next.role && one.role != engine::ChatMessage::Role::tool && one.calls.empty();
}

Messages joined(const Messages& messages) {
  Messages turns;
  for (const engine::ChatMessage& said : messages) {
    if (turns.empty() || !goes_on(turns.back(), said)) {
      turns.push_back(said);
    } else {
      turns.back().content += "\n\n" + said.content;
      turns.back().calls = said.calls;
    }
  }
  return turns;
}

/// The words in parts, with the picture as a data URL.
json::array parts(const std::string& words, const engine::Picture& picture) {
  const std::string url =
      "data:" + picture.media_type + ";base64," + base::to_base64(picture.bytes);
  return {json::object{{"type", "text"}, {"text", base::to_valid_utf8(words)}},
          json::object{{"type", "image_url"}, {"image_url", json::object{{"url", url}}}}};
}

/// With the user's last words, behind which there may be calls.
void show(json::array& messages, const Messages& said, const engine::Picture& picture) {
  for (std::size_t i = said.size(); i-- > 0;) {
    if (said[i].role != engine::ChatMessage::Role::user) continue;
    messages[i].as_object()["content"] = parts(said[i].content, picture);
    return;
  }
}

void lay_over(json::object& request, const std::string& extra) {
  if (extra.empty()) return;
  const json::value added = json::parse(extra);  // checked at start
  for (const auto& [name, value] : added.as_object()) {
    if (value.is_null()) request.erase(name);
    else request[name] = value;
  }
}

json::array messages_of(const engine::LlmRequest& request, const ChatForm& form) {
  Messages said = request.messages;
  if (form.system == ChatForm::System::folded) said = folded(said);
  if (form.takes_turns) said = joined(said);
  json::array messages;
  for (const engine::ChatMessage& one : said) messages.push_back(message_of(one, form.system));
  if (request.picture) show(messages, said, *request.picture);
  if (!request.reply_so_far.empty()) {
    messages.push_back(message("assistant", request.reply_so_far));
  }
  return messages;
}

/// Two names of one thing.
constexpr auto kAmounts = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"max_tokens", "max_completion_tokens"}, {"max_completion_tokens", "max_tokens"}});

void leave_out(json::object& body, const std::vector<std::string>& without) {
  const auto is_left_out = [&without](std::string_view name) {
    return std::find(without.begin(), without.end(), name) != without.end();
  };
  for (const auto& [name, other] : kAmounts) {
    const bool moves =
        is_left_out(name) && body.contains(name) && !is_left_out(other) && !body.contains(other);
    if (!moves) continue;
    json::value amount = body.at(name);
    body.emplace(other, std::move(amount));
  }
  for (const std::string& name : without) body.erase(name);
  if (!body.contains("stream")) body.erase("stream_options");
}

/// Also what HOTPIN_LLM_EXTRA asks for.
void lower_amounts(json::object& body, std::int64_t most) {
  for (const auto& [name, other] : kAmounts) {
    json::value* amount = body.if_contains(name);
    if (amount != nullptr && amount->is_int64() && amount->get_int64() > most) *amount = most;
  }
}

/// What is wanted of the way tokens are chosen. The penalty has two names, and whoever is strict
/// about names refuses the other one.
void add_sampling(json::object& body, const engine::Sampling& sampling) {
  const auto add = [&body](const char* name, const auto& value) {
    if (value) body[name] = *value;
  };
  add("temperature", sampling.temperature);
  add("top_p", sampling.top_p);
  add("seed", sampling.seed);
  add("repetition_penalty", sampling.repetition_penalty);
  add("repeat_penalty", sampling.repetition_penalty);
  if (!sampling.stop_words.empty()) body["stop"] = json::value_from(sampling.stop_words);
}

json::object tool_of(const engine::Tool& tool) {
  auto parameters = parse_json(tool.parameters);
  if (!parameters) parameters = json::object{{"type", "object"}, {"properties", json::object{}}};
  json::object function{{"name", tool.name}, {"parameters", std::move(*parameters)}};
  if (!tool.description.empty()) function["description"] = base::to_valid_utf8(tool.description);
  return {{"type", "function"}, {"function", std::move(function)}};
}

json::value choice_of(const engine::ToolChoice& choice) {
  using Mode = engine::ToolChoice::Mode;
  if (choice.mode == Mode::none) return "none";
  if (choice.mode == Mode::required) return "required";
  return json::object{{"type", "function"}, {"function", {{"name", choice.name}}}};
}

void add_tools(json::object& body, const engine::LlmRequest& request) {
  if (!request.tools || request.tools->empty()) return;
  json::array tools;
  for (const engine::Tool& tool : *request.tools) tools.push_back(tool_of(tool));
  body["tools"] = std::move(tools);
  // That the model decides is what every service does by itself; not each knows the member.
  if (request.tool_choice.mode == engine::ToolChoice::Mode::automatic) return;
  body["tool_choice"] = choice_of(request.tool_choice);
}

Asked asked_in(const json::object& body) {
  Asked asked;
  for (const auto& [name, value] : body) asked.members.emplace_back(name);
  for (const auto& [name, other] : kAmounts) {
    const json::value* amount = body.if_contains(name);
    if (amount != nullptr && amount->is_int64()) asked.max_tokens = amount->get_int64();
  }
  return asked;
}

}  // namespace

std::vector<std::string> chat_members(const ChatRequestOptions& options) {
  std::vector<std::string> names{"stream", "stream_options", "max_tokens", "max_completion_tokens"};
  names.insert(names.end(), kSamplingMembers.begin(), kSamplingMembers.end());
  if (options.extra.empty()) return names;
  const json::value added = json::parse(options.extra);  // checked at start
  for (const auto& [name, value] : added.as_object()) {
    const bool is_new = std::find(names.begin(), names.end(), std::string(name)) == names.end();
    if (is_new) names.emplace_back(name);
  }
  return names;
}

ChatRequestBody chat_request_body(const engine::LlmRequest& request,
                                  const ChatRequestOptions& options, const ChatForm& form) {
  json::object body{{"model", options.model},
                    {"messages", messages_of(request, form)},
                    {"max_tokens", request.max_tokens},
                    {"stream", true},
                    {"stream_options", {{"include_usage", true}}}};
  add_sampling(body, request.sampling);
  add_tools(body, request);
  lay_over(body, options.extra);
  leave_out(body, form.without);
  if (form.max_tokens) lower_amounts(body, *form.max_tokens);
  return {json::serialize(body), asked_in(body)};
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
