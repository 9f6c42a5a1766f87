#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engines/openai/chat/chat_reader.hpp"
#include "engines/openai/failure.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// One request of a chat call over HTTP, and what comes of it: an answer is read as it comes, a
/// refusal is kept. Owned by the call, and by the transport while it lasts; used on the client's
/// thread.
class ChatExchange final : public net::HttpExchange,
                           public std::enable_shared_from_this<ChatExchange> {
 public:
  /// The call, which is told once what came of its request, and then lets go, gives up or leaves.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void on_answered() = 0;
    /// head() and refusal() tell why.
    virtual void on_refused() = 0;
    virtual void on_failed(const Failure& failure) = 0;
  };
  /// What becomes of the connection: `unused` by the call, `kept` for another, `broken_off` with a
  /// service that is well, or `failed` with it.
  enum class Connection { unused, kept, broken_off, failed };

  /// Keeps `owner` alive until it lets go. `on_text` gets what comes of the reply's text.
  ChatExchange(net::HttpClient& client, std::shared_ptr<Owner> owner, int max_tokens,
               ChatReader::OnText on_text);

  void begin(net::ClientRequest request);

  // After each of these nothing is told any more.
  void let_go() { owner_.reset(); }
  /// It failed, or takes too long.
  void give_up();
  /// Nobody wants its answer.
  void break_off();
  /// The answer was taken. The end of its body is waited for a little, so that the connection is
  /// good for another request.
  void leave();

  const net::ResponseHead& head() const { return head_; }
  /// The body of what is no answer, at most 64 KiB of it.
  const std::string& refusal() const { return refusal_; }
  const ChatReader& reader() const { return reader_; }
  bool has_whole_text() const { return is_success() && reader_.is_whole(); }
  Connection connection() const { return connection_; }

  void on_head(const net::ResponseHead& head) override { head_ = head; }
  void on_body(std::string_view piece) override;
  void on_end(base::Status end) override;

 private:
  bool is_success() const;

  net::HttpClient& client_;
  std::shared_ptr<Owner> owner_;
  net::HttpClient::Id id_ = 0;
  net::ResponseHead head_;
  std::string refusal_;
  ChatReader reader_;
  bool is_under_way_ = true;
  Connection connection_ = Connection::failed;
};

}  // namespace hotpin::engines::openai
