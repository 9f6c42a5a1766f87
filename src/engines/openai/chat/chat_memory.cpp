#include "engines/openai/chat/chat_memory.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::engines::openai {
namespace {

constexpr unsigned kDeveloper = 0;
constexpr unsigned kFolded = 1;
constexpr unsigned kTakesTurns = 2;
constexpr unsigned kFirstMember = 4;

std::string line_about(const std::string& member, const ChatForm& form) {
  const bool is_amount = member == "max_tokens" || member == "max_completion_tokens";
  const std::string other = member == "max_tokens" ? "max_completion_tokens" : "max_tokens";
  const bool is_renamed =
      is_amount && std::find(form.without.begin(), form.without.end(), other) == form.without.end();
  if (is_renamed) return "it takes \"" + other + "\" in place of \"" + member + "\"";
  return "it does not take \"" + member + "\", which is left out";
}

}  // namespace

ChatMemory::ChatMemory(base::SharedPage& shared, const std::string& service,
                       std::vector<std::string> members)
    : members_(std::move(members)),
      form_(shared, service, "form"),
      max_tokens_(shared, service, "max_tokens"),
      bytes_(shared, service, "bytes"),
      messages_(shared, service, "messages") {}

ChatForm ChatMemory::known() const {
  ChatForm form;
  for (unsigned i = 0; i < members_.size(); ++i) {
    if (kFirstMember + i < LearnedFlags::kMost && form_.has(kFirstMember + i)) {
      form.without.push_back(members_[i]);
    }
  }
  if (form_.has(kDeveloper)) form.system = ChatForm::System::developer;
  if (form_.has(kFolded)) form.system = ChatForm::System::folded;
  form.takes_turns = form_.has(kTakesTurns);
  form.max_tokens = max_tokens_.get();
  form.bytes = bytes_.get();
  form.messages = messages_.get();
  return form;
}

void ChatMemory::learn(const ChatForm& form) {
  for (const std::string& name : form.without) {
    const auto found = std::find(members_.begin(), members_.end(), name);
    if (found == members_.end()) continue;
    const auto bit = kFirstMember + static_cast<unsigned>(found - members_.begin());
    form_.set(bit, line_about(name, form));
  }
  learn_roles(form);
  learn_limits(form);
}

void ChatMemory::learn_roles(const ChatForm& form) {
  if (form.system == ChatForm::System::developer) {
    form_.set(kDeveloper, "its system messages have the role \"developer\"");
  }
  if (form.system == ChatForm::System::folded) {
    form_.set(kFolded, "it takes no system message; that text goes before the user's first words");
  }
  if (form.takes_turns) form_.set(kTakesTurns, "messages of one role in a row are joined");
}

void ChatMemory::learn_limits(const ChatForm& form) {
  if (form.max_tokens) {
    max_tokens_.lower_to(*form.max_tokens, "it gives at most " + std::to_string(*form.max_tokens) +
                                               " tokens of reply; see HOTPIN_LLM_MAX_TOKENS");
  }
  if (form.bytes) {
    bytes_.lower_to(*form.bytes, "its context is short; at most " + std::to_string(*form.bytes) +
                                     " bytes of a conversation are sent, the newest");
  }
  if (form.messages) {
    messages_.lower_to(*form.messages, "its context is short; at most " +
                                           std::to_string(*form.messages) +
                                           " messages of a conversation are sent, the newest");
  }
}

}  // namespace hotpin::engines::openai
