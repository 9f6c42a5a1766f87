#include "server/voice_endpoint.hpp"

#include <utility>
#include <variant>
#include <vector>

#include "server/access.hpp"
#include "server/drain.hpp"
#include "session/link.hpp"
#include "session/voice_session.hpp"

namespace hotpin::server {
namespace {

constexpr std::uint16_t kPolicyViolation = 1008;  // RFC 6455

/// A conversation's way out: events through the codec to the socket.
class SocketLink final : public session::Link {
 public:
  SocketLink(std::shared_ptr<net::WebSocket> socket, std::unique_ptr<protocol::Codec> codec)
      : socket_(std::move(socket)), codec_(std::move(codec)) {}

  void send(const protocol::ServerEvent& event) override {
    std::vector<protocol::WireMessage> messages;
    codec_->encode(event, messages);
    for (protocol::WireMessage& message : messages) {
      message.kind == protocol::WireMessage::Kind::text
          ? socket_->send_text(std::move(message.data))
          : socket_->send_binary(std::move(message.data));
    }
  }
  std::size_t backlog_bytes() const override { return socket_->backlog_bytes(); }
  void close(std::uint16_t code, const std::string& reason) override {
    socket_->close(code, reason);
  }

  protocol::Codec& codec() { return *codec_; }

 private:
  std::shared_ptr<net::WebSocket> socket_;
  std::unique_ptr<protocol::Codec> codec_;
};

class VoiceEndpoint final : public net::WebSocketHandler {
 public:
  explicit VoiceEndpoint(VoiceConnection connection) : connection_(std::move(connection)) {}

  void on_open(std::shared_ptr<net::WebSocket> socket) override {
    executor_ = socket->executor();
    link_ = std::make_shared<SocketLink>(std::move(socket), std::move(connection_.codec));
    const std::weak_ptr<bool> waits = waits_for_hello_;
    executor_->post_after(kHandshakeLimit, [waits, link = std::weak_ptr(link_)] {
      const auto target = link.lock();
      if (target && waits.lock()) target->close(kPolicyViolation, "no handshake within 10 s");
    });
  }

  void on_text(std::string_view message) override { take(link_->codec().decode_text(message)); }
  void on_oversized_text() override {
    take(base::Error{"message_too_long",
                     session_ ? "The text message is too long." : "handshake too long"});
  }
  void on_binary(std::span<const std::byte> piece) override {
    take(link_->codec().decode_binary(piece));
  }

  void on_gone() override {
    if (session_) session_->on_gone();
    connection_.place.reset();
  }

 private:
  void take(base::Result<protocol::ClientEvent> event) {
    if (is_refused_) return;
    if (!event) return complain(event.error());
    if (auto* const hello = std::get_if<protocol::Hello>(&*event)) return join(*hello);
    if (session_) session_->on_event(std::move(*event));
  }

  void complain(const base::Error& error) {
    if (!session_) return refuse(error.detail);
    link_->send(protocol::Failed{base::TurnId{0}, error.code, error.detail});
  }

  void join(const protocol::Hello& hello) {
    if (!connection_.is_authorised && !connection_.access->is_token(hello.token)) {
      return refuse("the token is missing or wrong");
    }
    waits_for_hello_.reset();
    session_ = session::VoiceSession::open(connection_.services, link_, executor_, hello);
    connection_.drain->watch(session_, executor_);
  }

  void refuse(const std::string& reason) {
    is_refused_ = true;
    waits_for_hello_.reset();
    link_->close(kPolicyViolation, reason);
  }

  VoiceConnection connection_;
  std::shared_ptr<base::Executor> executor_;
  std::shared_ptr<SocketLink> link_;
  std::shared_ptr<session::VoiceSession> session_;
  std::shared_ptr<bool> waits_for_hello_ = std::make_shared<bool>();  // there until Hello
  bool is_refused_ = false;
};

}  // namespace

std::unique_ptr<net::WebSocketHandler> make_voice_endpoint(VoiceConnection connection) {
  return std::make_unique<VoiceEndpoint>(std::move(connection));
}

}  // namespace hotpin::server
