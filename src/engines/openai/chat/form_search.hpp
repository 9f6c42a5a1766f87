#pragma once

#include <cstdint>
#include <string_view>

#include "engines/openai/chat/chat_service.hpp"
#include "engines/openai/service/refusal.hpp"

namespace hotpin::engines::openai {

/// Finds the form in which a service takes one call's request, and the place where: begins with
/// what is known, heeds what the service objects to, and remembers for all workers what it
/// answered. Owned by the call; used on the client's thread.
class FormSearch {
 public:
  /// `service` outlives it.
  FormSearch(ChatService& service, engine::LlmRequest request);

  /// What the call asks for, whatever the form.
  const engine::LlmRequest& request() const { return request_; }
  /// In the form and for the place that are to be tried now.
  net::ClientRequest next();
  /// The service did not answer the last request. False: nothing is left that might help.
  bool heed(const net::ResponseHead& head, std::string_view objection);
  /// The service answers the last request.
  void worked();

  bool refuses_tools(const net::ResponseHead& head, std::string_view objection) const;
  /// The service said so last, and nothing more can be left out.
  bool is_too_long() const { return is_too_long_; }
  /// What the last request asked for.
  std::int64_t max_tokens() const { return asked_.max_tokens; }

 private:
  /// Of one call.
  static constexpr int kMost = 10;

  bool adapt(int status, std::string_view objection);
  void forget_sampling();

  ChatService& service_;
  const engine::LlmRequest request_;
  ChatForm known_;  // as far as was known before this call
  ChatForm form_;   // and what it taught us since
  Routes::Route route_;
  Asked asked_;
  Messages sent_messages_;
  int tried_ = 0;
  bool is_too_long_ = false;
};

}  // namespace hotpin::engines::openai
