#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/executor.hpp"
#include "net/peer.hpp"
#include "protocol/adapter.hpp"
#include "session/link.hpp"

namespace hotpin::server {

/// As RFC 6455, section 7.4.1, and its registry have it.
std::uint16_t websocket_code(protocol::CloseReason::Kind kind);

/// One client and its adapter. The conversation's way out: its events go through the adapter to
/// the socket. And its way in: what the adapter makes of the client's messages is given to the
/// listener. Used on the connection's executor only.
class AdapterLink final : public session::Link, public std::enable_shared_from_this<AdapterLink> {
 public:
  struct Listener {
    std::function<void(protocol::ClientEvent)> on_event;
    std::function<void()> on_closing;  ///< by the adapter's wish
  };

  AdapterLink(std::shared_ptr<net::Peer> socket, std::unique_ptr<protocol::Adapter> adapter,
              Listener listener);

  void send(const protocol::ServerEvent& event) override;
  double unsent_ms() const override { return socket_->unsent_audio_ms(); }
  void close(const protocol::CloseReason& reason) override;

  /// Lets `call` use the adapter, on behalf of the client, and delivers what comes of it.
  template <typename Call>
  void on_client(Call call) {
    if (is_closing_) return;
    ask(call);
    deliver_all();
  }
  void hold_reading(bool is_held) { socket_->hold_reading(is_held); }
  protocol::Adapter& adapter() { return *adapter_; }
  /// The client is gone: the adapter's last call, and the listener hears nothing any more.
  void leave();

 private:
  template <typename Call>
  void ask(Call call) {
    protocol::Outbox outbox;
    call(*adapter_, waiting_, outbox);
    write(std::move(outbox));
  }
  bool is_cancelled(const protocol::ServerEvent& event) const;
  void write(protocol::Outbox outbox);
  void wake_at(base::TimePoint time);
  void deliver_all();

  const std::shared_ptr<net::Peer> socket_;
  const std::shared_ptr<base::Executor> executor_;
  const std::unique_ptr<protocol::Adapter> adapter_;
  Listener listener_;
  protocol::Inbox waiting_;  // for the conversation, until its step is over
  std::optional<base::TimePoint> wake_at_;
  bool is_closing_ = false;
  bool is_gone_ = false;
};

}  // namespace hotpin::server
