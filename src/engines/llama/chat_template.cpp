#include "engines/llama/chat_template.hpp"

#include <jinja/caps.h>
#include <jinja/lexer.h>
#include <jinja/parser.h>
#include <jinja/runtime.h>
#include <json.h>

#include <exception>
#include <utility>

namespace hotpin::engines::llama {
namespace {

using engine::ChatMessage;
using Role = ChatMessage::Role;

const char* name_of(Role role) {
  switch (role) {
    case Role::system:
      return "system";
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
    case Role::tool:
      return "tool";
  }
  return "user";
}

base::Error bad_template(const char* why) {
  return {"bad_template", std::string("its chat template does not work: ") + why};
}

/// Many templates insist on user and assistant in turn, with a system prompt only in front.
std::vector<ChatMessage> in_turn(const std::vector<ChatMessage>& messages, bool has_system_role) {
  std::vector<ChatMessage> mended;
  for (ChatMessage message : messages) {
    if (message.role == Role::system && !has_system_role) message.role = Role::user;
    const bool opens = mended.empty() || mended.back().role == Role::system;
    if (message.role == Role::assistant && opens) continue;
    if (!mended.empty() && mended.back().role == message.role) {
      mended.back().content += "\n\n" + message.content;
    } else {
      mended.push_back(std::move(message));
    }
  }
  return mended;
}

}  // namespace

struct ChatTemplate::Parsed {
  jinja::program program;
  std::string source;
  std::string bos;
  std::string eos;
  jinja::caps abilities;

  common_json as_json(const std::vector<ChatMessage>& messages) const;
  std::string render(const std::vector<ChatMessage>& messages) const;
};

ChatTemplate::ChatTemplate(std::unique_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}
ChatTemplate::ChatTemplate(ChatTemplate&&) noexcept = default;
ChatTemplate& ChatTemplate::operator=(ChatTemplate&&) noexcept = default;
ChatTemplate::~ChatTemplate() = default;

common_json ChatTemplate::Parsed::as_json(const std::vector<ChatMessage>& messages) const {
  const bool typed_only = abilities.supports_typed_content && !abilities.supports_string_content;
  common_json list = common_json::array();
  for (const ChatMessage& message : in_turn(messages, abilities.supports_system_role)) {
    common_json item = common_json::object();
    item["role"] = std::string(name_of(message.role));
    if (typed_only) {
      common_json part = common_json::object();
      part["type"] = std::string("text");
      part["text"] = message.content;
      item["content"] = common_json::array({part});
    } else {
      item["content"] = message.content;
    }
    list.push_back(item);
  }
  return list;
}

std::string ChatTemplate::Parsed::render(const std::vector<ChatMessage>& messages) const {
  common_json input = common_json::object();
  input["messages"] = as_json(messages);
  input["bos_token"] = bos;
  input["eos_token"] = eos;
  input["enable_thinking"] = false;
  input["add_generation_prompt"] = true;
  jinja::context context(source);
  jinja::global_from_json(context, input, /*mark_input=*/false);
  const jinja::value pieces = jinja::runtime(context).execute(program);
  return jinja::runtime::gather_string_parts(pieces)->as_string().str();
}

base::Result<ChatTemplate> ChatTemplate::parse(const std::string& source, std::string bos,
                                               std::string eos) {
  try {
    const jinja::lexer_result lexed = jinja::lexer().tokenize(source);
    auto parsed = std::make_unique<Parsed>();
    parsed->program = jinja::parse_from_tokens(lexed);
    parsed->source = lexed.source;
    parsed->bos = std::move(bos);
    parsed->eos = std::move(eos);
    parsed->abilities = jinja::caps_get(parsed->program);
    const std::string text = parsed->render({{Role::system, "Be brief."},
                                             {Role::user, "First words."},
                                             {Role::assistant, "A reply."},
                                             {Role::user, "Last words."}});
    for (const char* said : {"Be brief.", "First words.", "A reply.", "Last words."}) {
      if (text.find(said) == std::string::npos) return bad_template("it leaves out what was said");
    }
    return ChatTemplate(std::move(parsed));
  } catch (const std::exception& error) {
    return bad_template(error.what());
  }
}

base::Result<std::string> ChatTemplate::render(
    const std::vector<engine::ChatMessage>& messages) const {
  try {
    return parsed_->render(messages);
  } catch (const std::exception& error) {
    return bad_template(error.what());
  }
}

}  // namespace hotpin::engines::llama
