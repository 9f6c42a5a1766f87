#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/llm.hpp"
#include "engines/openai/calls.hpp"
#include "engines/openai/chat/chat_exchange.hpp"
#include "engines/openai/chat/chat_service.hpp"
#include "engines/openai/chat/form_search.hpp"
#include "engines/openai/failure.hpp"

namespace hotpin::engines::openai {

/// One reply: a request to the service, tried again while nothing of the reply has come and the
/// service's health allows it. What the service objects to in the request's form is changed, and
/// asked again at once; that is no retry. Everything runs on the client's thread. Lives until it
/// has ended.
class ChatCall final : public Cancellable,
                       public ChatExchange::Owner,
                       public std::enable_shared_from_this<ChatCall> {
 public:
  using Connection = ChatExchange::Connection;
  using OnEnded = std::function<void(Connection)>;
  ChatCall(ChatService& service, engine::LlmRequest request, engine::LlmSink sink,
           OnEnded on_ended);

  void begin();
  void cancel() override;

 private:
  static constexpr int kMostAttempts = 2;

  void attempt();
  bool may_wait(base::Duration wait) const;
  void attempt_after(base::Duration wait);
  void send();
  void on_text(std::string text);
  void on_answered() override;
  void on_refused() override;
  void on_failed(const Failure& failure) override { failed(failure); }
  Failure refused() const;
  bool ask_differently(std::string_view objection);
  Failure no_words() const;
  void failed(Failure failure);
  bool try_again(const Failure& failure);
  base::Error with_advice(base::Error error) const;
  void watch();
  void end(engine::LlmEvent event);

  ChatService& service_;
  FormSearch form_;
  engine::LlmSink sink_;
  OnEnded on_ended_;
  std::shared_ptr<ChatExchange> exchange_;  // the last request's; null before the first
  base::TimePoint begun_{};
  base::TimePoint sent_{};
  base::TimePoint last_text_{};
  int attempts_ = 0;
  bool has_text_ = false;
  int watch_ = 0;  // the timer that counts
  bool ended_ = false;
};

}  // namespace hotpin::engines::openai
