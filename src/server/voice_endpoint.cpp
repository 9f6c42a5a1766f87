#include "server/voice_endpoint.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "base/log.hpp"
#include "net/network_of.hpp"
#include "server/access/access.hpp"
#include "server/access/admission.hpp"
#include "server/drain.hpp"
#include "server/owed_answers.hpp"
#include "server/receipts.hpp"
#include "session/link.hpp"
#include "session/voice_session.hpp"

namespace hotpin::server {
namespace {

// RFC 6455, section 7.4.1
constexpr std::uint16_t kNormalClosure = 1000;
constexpr std::uint16_t kPolicyViolation = 1008;
constexpr std::uint16_t kTryAgainLater = 1013;  // of its registry
/// Longest way of a message to a client.
constexpr base::Duration kOnItsWay = std::chrono::seconds(1);

/// A conversation's way out: events through the codec to the socket.
class SocketLink final : public session::Link {
 public:
  SocketLink(std::shared_ptr<net::WebSocket> socket, std::unique_ptr<protocol::Codec> codec)
      : socket_(std::move(socket)), codec_(std::move(codec)), executor_(socket_->executor()) {}

  void send(const protocol::ServerEvent& event) override {
    last_sent_ = executor_->now();
    note_answer(event);
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
  base::TimePoint last_sent() const { return last_sent_; }
  /// A turn was announced, and it is not known that anything of its answer has arrived.
  bool is_answer_due() const { return is_answer_due_; }
  /// The client was heard of: what was sent a while ago has reached it.
  void note_life(base::TimePoint now) {
    if (answered_at_ && now - *answered_at_ >= kOnItsWay) is_answer_due_ = false;
  }

 private:
  void note_answer(const protocol::ServerEvent& event) {
    if (std::holds_alternative<protocol::Transcribing>(event)) {
      is_answer_due_ = true;
      answered_at_.reset();
    } else if (std::holds_alternative<protocol::AudioOut>(event) && !answered_at_) {
      answered_at_ = last_sent_;
    }
  }

  std::shared_ptr<net::WebSocket> socket_;
  std::unique_ptr<protocol::Codec> codec_;
  std::shared_ptr<base::Executor> executor_;
  base::TimePoint last_sent_{};
  bool is_answer_due_ = false;
  std::optional<base::TimePoint> answered_at_;  // its first audio was sent
};

class VoiceEndpoint final : public net::WebSocketHandler {
 public:
  explicit VoiceEndpoint(VoiceConnection connection) : connection_(std::move(connection)) {}

  void on_open(std::shared_ptr<net::WebSocket> socket) override {
    executor_ = socket->executor();
    link_ = std::make_shared<SocketLink>(std::move(socket), std::move(connection_.codec));
    if (!connection_.place) enter_as_guest();
    after(kHandshakeLimit, [this] {
      if (!session_ && !is_refused_) refuse("no handshake within 10 s");
    });
  }

  void on_text(std::string_view message) override { take(link_->codec().decode_text(message)); }
  void on_oversized_text() override {
    take(base::Error{"message_too_long",
                     session_ ? "The text message is too long." : "handshake too long"});
  }
  void on_binary(std::span<const std::byte> piece, bool ends_message) override {
    // First: a device waits for it. What is not taken is not acknowledged.
    const auto receipt = receipts_.take(piece.size(), ends_message);
    if (receipt && session_ && session_->takes_audio()) link_->send(*receipt);
    take(link_->codec().decode_binary(piece));
  }

  void on_sign_of_life() override {
    if (device_) note_what_is_owed();
  }

  void on_gone() override {
    if (session_) session_->on_gone();
    if (device_) note_what_is_owed();
    device_.reset();
    connection_.place.reset();
  }

 private:
  /// Calls `method` later, if this endpoint is still there.
  template <typename Method>
  void after(base::Duration delay, Method method) {
    executor_->post_after(delay, [alive = std::weak_ptr(alive_), method] {
      if (alive.lock()) method();
    });
  }

  void take(base::Result<protocol::ClientEvent> event) {
    if (is_refused_) return;
    if (!event) return complain(event.error());
    if (auto* const hello = std::get_if<protocol::Hello>(&*event)) return join(*hello);
    if (session_) pass_on(std::move(*event));
  }

  void pass_on(protocol::ClientEvent event) {
    last_heard_ = executor_->now();
    const bool is_withdrawn = connection_.key && connection_.key->is_withdrawn();
    if (is_withdrawn && !std::exchange(is_leaving_, true))
      session_->leave_after_turn(kPolicyViolation, "the token was withdrawn");
    receipts_.take(event);
    session_->on_event(std::move(event));
    if (device_) note_what_is_owed();
  }

  void complain(const base::Error& error) {
    if (!session_) return refuse(error.detail);
    last_heard_ = executor_->now();
    link_->send(protocol::Failed{base::TurnId{0}, error.code, error.detail});
  }

  void join(const protocol::Hello& hello) {
    if (!is_admitted_ && !admit(hello.token)) return;
    if (has_named_key())
      base::log(base::LogLevel::info, "key " + connection_.key->name() + " begins a conversation");
    session_ = session::VoiceSession::open(connection_.services, link_, executor_, hello,
                                           {.account = connection_.key, .group = group()});
    connection_.drain->watch(session_, executor_);
    last_heard_ = executor_->now();
    after(connection_.idle_limit, [this] { look_whether_idle(); });
    receipts_ = Receipts(hello.is_device);
    if (hello.is_device) join_as_device(hello.session_id);
  }

  /// Until its handshake brings a key. At the bound the oldest that is silent goes.
  void enter_as_guest() {
    is_admitted_ = false;
    const auto give_way = [executor = executor_, alive = std::weak_ptr(alive_), this] {
      executor->post([alive, this] {
        if (!alive.lock() || is_admitted_ || is_refused_) return;
        refuse("no token yet, and others wait", kTryAgainLater);
      });
    };
    connection_.place =
        connection_.admission->enter_as_guest(net::network_of(connection_.address), give_way);
  }

  /// A conversation's place for whoever brings a key; false when it is refused.
  bool admit(const std::string& token) {
    auto key = connection_.access->key_of_handshake(token, connection_.address);
    if (!key) {
      refuse(key.error().detail);
      return false;
    }
    auto place = connection_.admission->enter(net::network_of(connection_.address), *key);
    if (!place) {
      refuse(place.error().detail, kTryAgainLater);
      return false;
    }
    connection_.key = std::move(*key);
    connection_.place = std::move(*place);
    is_admitted_ = true;
    return true;
  }

  bool has_named_key() const { return connection_.key && !connection_.key->name().empty(); }

  /// Whom its work is counted with.
  std::string group() const {
    return has_named_key() ? "key " + connection_.key->name()
                           : net::network_of(connection_.address);
  }

  void join_as_device(const std::string& session_id) {
    auto joined = connection_.owed->join(session_id, connection_.address, last_heard_);
    device_ = std::move(joined.connection);
    // It is as if it had said nothing: it hears that it was not understood, and is free again.
    if (joined.is_owed) pass_on(protocol::EndOfSpeech{});
  }

  void note_what_is_owed() {
    const base::TimePoint now = executor_->now();
    link_->note_life(now);
    device_->note(receipts_.has_audio() || link_->is_answer_due(), now);
  }

  /// Only messages count, as they did in the prototype: a ping is no sign of interest.
  void look_whether_idle() {
    const base::Duration quiet = executor_->now() - std::max(last_heard_, link_->last_sent());
    if (quiet < connection_.idle_limit) {
      return after(connection_.idle_limit - quiet, [this] { look_whether_idle(); });
    }
    const bool has_audio = receipts_.has_audio();
    const bool stays = session_->expects_utterance() || (has_audio && !receipts_.is_hands_free());
    if (has_audio) pass_on(protocol::EndOfSpeech{});  // the device's own was lost
    if (!stays) return session_->leave_after_turn(kNormalClosure, "Idle timeout");
    after(connection_.idle_limit, [this] { look_whether_idle(); });
  }

  void refuse(const std::string& reason, std::uint16_t code = kPolicyViolation) {
    is_refused_ = true;
    connection_.place.reset();
    link_->close(code, reason);
  }

  VoiceConnection connection_;
  std::shared_ptr<base::Executor> executor_;
  std::shared_ptr<SocketLink> link_;
  std::shared_ptr<session::VoiceSession> session_;
  Receipts receipts_{false};
  std::shared_ptr<OwedAnswers::Connection> device_;  // null for other clients
  base::TimePoint last_heard_{};                     // when the last message came
  bool is_admitted_ = true;                          // else it is a guest
  bool is_refused_ = false;
  bool is_leaving_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();
};

}  // namespace

std::unique_ptr<net::WebSocketHandler> make_voice_endpoint(VoiceConnection connection) {
  return std::make_unique<VoiceEndpoint>(std::move(connection));
}

}  // namespace hotpin::server
