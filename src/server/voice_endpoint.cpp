#include "server/voice_endpoint.hpp"

#include <utility>
#include <variant>

#include "base/log.hpp"
#include "net/network_of.hpp"
#include "server/access/access.hpp"
#include "server/access/admission.hpp"
#include "server/adapter_link.hpp"
#include "server/drain.hpp"
#include "session/voice_session.hpp"

namespace hotpin::server {
namespace {

using Kind = protocol::CloseReason::Kind;

class VoiceEndpoint final : public net::WebSocketHandler {
 public:
  explicit VoiceEndpoint(VoiceConnection connection) : connection_(std::move(connection)) {}

  void on_open(std::shared_ptr<net::WebSocket> socket) override {
    executor_ = socket->executor();
    link_ = std::make_shared<AdapterLink>(
        std::move(socket), std::move(connection_.adapter),
        AdapterLink::Listener{[this, alive = std::weak_ptr(alive_)](protocol::ClientEvent event) {
                                if (alive.lock()) take(std::move(event));
                              },
                              [this, alive = std::weak_ptr(alive_)] {
                                if (alive.lock() && !session_) give_up_place();
                              }});
    if (!connection_.place) enter_as_guest();
    executor_->post_after(kHandshakeLimit, [this, alive = std::weak_ptr(alive_)] {
      if (alive.lock() && !session_) refuse({Kind::refused, "no handshake within 10 s"});
    });
    link_->on_client(
        [](auto& adapter, auto& inbox, auto& outbox) { adapter.on_open(inbox, outbox); });
  }

  void on_text(std::string_view message) override {
    link_->on_client([message](auto& adapter, auto& inbox, auto& outbox) {
      adapter.on_text(message, inbox, outbox);
    });
  }
  void on_oversized_text() override {
    link_->on_client(
        [](auto& adapter, auto& inbox, auto& outbox) { adapter.on_oversized_text(inbox, outbox); });
  }
  void on_binary(std::span<const std::byte> piece, bool ends_message) override {
    link_->on_client([piece, ends_message](auto& adapter, auto& inbox, auto& outbox) {
      adapter.on_binary(piece, ends_message, inbox, outbox);
    });
  }

  void on_sign_of_life() override { link_->adapter().on_sign_of_life(); }

  void on_gone() override {
    if (session_) session_->on_gone();
    if (link_) link_->leave();
    connection_.place.reset();
  }

 private:
  void take(protocol::ClientEvent event) {
    if (is_refused_) return;
    if (const auto* const hello = std::get_if<protocol::Hello>(&event)) {
      if (!session_) join(*hello);
    } else if (session_) {
      pass_on(std::move(event));
    }
  }

  void pass_on(protocol::ClientEvent event) {
    const bool is_withdrawn = connection_.key && connection_.key->is_withdrawn();
    if (is_withdrawn && !std::exchange(is_leaving_, true))
      session_->leave_after_turn({Kind::refused, "the token was withdrawn"});
    session_->on_event(std::move(event));
  }

  void join(const protocol::Hello& hello) {
    if (!is_admitted_ && !admit(hello.token)) return;
    if (has_named_key())
      base::log(base::LogLevel::info, "key " + connection_.key->name() + " begins a conversation");
    session_ = session::VoiceSession::open(connection_.services, link_, executor_, hello,
                                           {.account = connection_.key, .group = group()});
    connection_.drain->watch(session_, executor_);
  }

  /// Until its handshake brings a key. At the bound the oldest that is silent goes.
  void enter_as_guest() {
    is_admitted_ = false;
    const auto give_way = [executor = executor_, alive = std::weak_ptr(alive_), this] {
      executor->post([alive, this] {
        if (!alive.lock() || is_admitted_) return;
        refuse({Kind::busy, "no token yet, and others wait"});
      });
    };
    connection_.place =
        connection_.admission->enter_as_guest(net::network_of(connection_.address), give_way);
  }

  /// A conversation's place for whoever brings a key; false when it is refused.
  bool admit(const std::string& token) {
    auto key = connection_.access->key_of_handshake(token, connection_.address);
    if (!key) {
      refuse({Kind::refused, key.error().detail});
      return false;
    }
    auto place = connection_.admission->enter(net::network_of(connection_.address), *key);
    if (!place) {
      refuse({Kind::busy, place.error().detail});
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

  void refuse(const protocol::CloseReason& reason) {
    if (is_refused_) return;
    give_up_place();
    link_->close(reason);
  }

  void give_up_place() {
    is_refused_ = true;
    connection_.place.reset();
  }

  VoiceConnection connection_;
  std::shared_ptr<base::Executor> executor_;
  std::shared_ptr<AdapterLink> link_;
  std::shared_ptr<session::VoiceSession> session_;
  bool is_admitted_ = true;  // else it is a guest
  bool is_refused_ = false;
  bool is_leaving_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();
};

}  // namespace

std::unique_ptr<net::WebSocketHandler> make_voice_endpoint(VoiceConnection connection) {
  return std::make_unique<VoiceEndpoint>(std::move(connection));
}

}  // namespace hotpin::server
