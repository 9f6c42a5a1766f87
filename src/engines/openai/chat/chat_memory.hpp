#pragma once

#include <string>
#include <vector>

#include "base/shared_page.hpp"
#include "engines/openai/chat/chat_form.hpp"
#include "engines/openai/service/learned.hpp"

namespace hotpin::engines::openai {

/// The form in which one service took requests, for all sessions and workers. Thread-safe.
class ChatMemory {
 public:
  /// `members`: all that a request may hold, in an order that is the same in every worker; the
  /// first 58 can be remembered.
  ChatMemory(base::SharedPage& shared, const std::string& service,
             std::vector<std::string> members);

  ChatForm known() const;
  /// The service answered a request of this form.
  void learn(const ChatForm& form);

 private:
  void learn_roles(const ChatForm& form);
  void learn_limits(const ChatForm& form);

  const std::vector<std::string> members_;
  LearnedFlags form_;
  LearnedLimit max_tokens_;
  LearnedLimit bytes_;
  LearnedLimit messages_;
};

}  // namespace hotpin::engines::openai
