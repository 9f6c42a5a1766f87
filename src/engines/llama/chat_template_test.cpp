#include "engines/llama/chat_template.hpp"

#include <gmock/gmock.h>

namespace hotpin::engines::llama {
namespace {

using Role = engine::ChatMessage::Role;

const std::vector<engine::ChatMessage> kTalk = {{Role::system, "Be brief."},
                                                {Role::user, "Hi."},
                                                {Role::assistant, "Hello."},
                                                {Role::user, "Bye."}};

std::string rendered(const std::string& source, const std::vector<engine::ChatMessage>& talk) {
  const auto chat = ChatTemplate::parse(source, "<s>", "</s>");
  if (!chat) return "fault: " + chat.error().detail;
  return chat->render(talk).value();
}

TEST(ChatTemplate, FillsInTheKindsThatModelsBring) {
  EXPECT_EQ(rendered("{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}"
                     "{% if add_generation_prompt %}[assistant]{% endif %}",
                     kTalk),
            "[system]Be brief.[user]Hi.[assistant]Hello.[user]Bye.[assistant]");
  EXPECT_EQ(rendered("{{ bos_token }}{%- for m in messages %}{{ m.role | upper }}: {{ m.content | "
                     "trim }}{{ eos_token }}"
                     "{%- endfor %}",
                     {{Role::user, "  Hi.  "}}),
            "<s>USER: Hi.</s>");
}

TEST(ChatTemplate, MendsWhatATemplateInsistsOn) {
  const std::string strict =
      "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% "
      "endif %}"
      "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('in turn') }}{% "
      "endif %}"
      "[{{ m.role }}]{{ m.content }}{% endfor %}";
  EXPECT_EQ(rendered(strict, kTalk), "[user]Be brief.\n\nHi.[assistant]Hello.[user]Bye.");
  EXPECT_EQ(
      rendered(strict,
               {{Role::assistant, "I speak first."}, {Role::user, "Hi."}, {Role::user, "Hello?"}}),
      "[user]Hi.\n\nHello?");
}

TEST(ChatTemplate, WhatDoesNotWorkIsAnError) {
  for (const char* source : {"{% for %}", "{{ undefined_function() }}", "{% if %}", "constant text",
                             "{{ messages[0].content }}"}) {
    EXPECT_THAT(rendered(source, kTalk),
                testing::StartsWith("fault: its chat template does not work"))
        << source;
  }
}

TEST(ChatTemplate, WordsAreNotTemplates) {
  const std::string plain =
      "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}";
  EXPECT_EQ(rendered(plain, {{Role::user, "{{ bos_token }}{% for %}"}}),
            "[user]{{ bos_token }}{% for %}");
}

}  // namespace
}  // namespace hotpin::engines::llama
