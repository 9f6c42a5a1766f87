#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "engine/llm.hpp"
#include "engines/openai/calls.hpp"
#include "engines/openai/chat/chat_memory.hpp"
#include "engines/openai/chat/chat_reader.hpp"
#include "engines/openai/chat/chat_request.hpp"
#include "engines/openai/endpoint.hpp"
#include "engines/openai/failure.hpp"
#include "engines/openai/service/refusal.hpp"
#include "engines/openai/service/routes.hpp"
#include "engines/openai/upstream.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// What all calls of the language model share. Owned by the engine; used on the client's thread.
struct ChatService {
  net::HttpClient& client;
  Endpoint endpoint;
  ChatRequestOptions options;
  Upstream upstream;
  Routes routes;
  ChatMemory memory;
  base::Duration first_token_limit;  ///< from the call to the first text, retries included
  base::Duration stall_limit;        ///< between two pieces of text
  base::Duration thinking_limit;     ///< to the first text of a model that shows it is thinking
  engine::Sampling sampling = {};    ///< of who chooses nothing else
  std::vector<engine::ChatMessage> shared_prefix = {};  ///< that all conversations begin with
  std::string models = {};  ///< names the service told at start, for error lines
};

/// One reply: a request to the service, tried again while nothing of the reply has come and the
/// service's health allows it. What the service objects to in the request's form is changed, and
/// asked again at once; that is no retry. Everything runs on the client's thread. Lives until it
/// has ended.
class ChatCall final : public Cancellable, public std::enable_shared_from_this<ChatCall> {
 public:
  /// What becomes of the connection: `unused` by this call, `kept` for another, `broken_off` with a
  /// service that is well, or `failed` with it.
  enum class Connection { unused, kept, broken_off, failed };
  using OnEnded = std::function<void(Connection)>;
  ChatCall(ChatService& service, engine::LlmRequest request, engine::LlmSink sink,
           OnEnded on_ended);

  void begin();
  void cancel() override;

 private:
  class Exchange;
  static constexpr int kMostAttempts = 2;
  /// Of one call, in other forms and at other places.
  static constexpr int kMostForms = 10;

  void attempt();
  bool may_wait(base::Duration wait) const;
  void attempt_after(base::Duration wait);
  void send();
  void on_head(const net::ResponseHead& head);
  void on_body(std::string_view piece);
  void on_end(const base::Status& end);
  void on_text(std::string text);
  Failure refused() const;
  bool ask_differently(int status, std::string_view objection);
  bool adapt(int status, std::string_view objection);
  void remember();
  void forget_sampling();
  void finished();
  Failure no_words() const;
  void failed(Failure failure);
  bool try_again(const Failure& failure);
  base::Error with_advice(base::Error error) const;
  void watch();
  void succeed();
  void end(engine::LlmEvent event);
  bool is_success() const;
  bool has_whole_text() const { return is_success() && reader_ && reader_->is_whole(); }

  ChatService& service_;
  const engine::LlmRequest request_;
  engine::LlmSink sink_;
  OnEnded on_ended_;
  std::optional<net::HttpClient::Id> transfer_;
  std::shared_ptr<Exchange> exchange_;
  std::unique_ptr<ChatReader> reader_;
  net::ResponseHead head_;
  std::string refusal_;  // body of what is no answer, at most kMaxRefusalBytes
  ChatForm known_;       // how the service takes a request, as far as was known before this call
  ChatForm form_;        // and what it taught us since
  Routes::Route route_;
  Asked asked_;
  Messages sent_messages_;
  base::TimePoint begun_{};
  base::TimePoint sent_{};
  base::TimePoint last_text_{};
  int attempts_ = 0;
  int forms_ = 0;
  bool has_text_ = false;
  bool is_too_long_ = false;  // what the service said last, and nothing more can be left out
  bool is_transferring_ = false;
  Connection connection_ = Connection::unused;
  int watch_ = 0;  // the timer that counts
  bool ended_ = false;
};

}  // namespace hotpin::engines::openai
