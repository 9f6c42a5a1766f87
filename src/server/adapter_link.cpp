#include "server/adapter_link.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace hotpin::server {

std::uint16_t websocket_code(protocol::CloseReason::Kind kind) {
  switch (kind) {
    case protocol::CloseReason::Kind::refused:
      return 1008;
    case protocol::CloseReason::Kind::restarting:
      return 1012;
    case protocol::CloseReason::Kind::busy:
      return 1013;
    case protocol::CloseReason::Kind::done:
      break;
  }
  return 1000;
}

AdapterLink::AdapterLink(std::shared_ptr<net::Peer> socket,
                         std::unique_ptr<protocol::Adapter> adapter, Listener listener)
    : socket_(std::move(socket)),
      executor_(socket_->executor()),
      adapter_(std::move(adapter)),
      listener_(std::move(listener)) {}

void AdapterLink::send(const protocol::ServerEvent& event) {
  if (is_gone_ || is_cancelled(event)) return;
  ask([&event](auto& adapter, auto& inbox, auto& outbox) {
    adapter.on_event(event, inbox, outbox);
  });
  if (waiting_.empty()) return;
  // The conversation is in the middle of a step.
  executor_->post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->deliver_all();
  });
}

/// A job's report that the adapter wants no more, though its word has not been delivered yet.
bool AdapterLink::is_cancelled(const protocol::ServerEvent& event) const {
  const auto* const report = std::get_if<protocol::JobReport>(&event);
  if (report == nullptr) return false;
  return std::any_of(waiting_.begin(), waiting_.end(), [report](const auto& waiting) {
    const auto* const request = std::get_if<protocol::JobRequest>(&waiting);
    return request != nullptr && request->id == report->id &&
           std::holds_alternative<protocol::JobCancelled>(request->what);
  });
}

void AdapterLink::close(const protocol::CloseReason& reason) {
  is_closing_ = true;
  socket_->close(websocket_code(reason.kind), reason.detail);
}

void AdapterLink::leave() {
  is_gone_ = true;
  listener_ = {};
  wake_at_.reset();
  adapter_->on_leave();
}

void AdapterLink::write(protocol::Outbox outbox) {
  if (outbox.head)
    socket_->send_head({.status = outbox.head->status,
                        .content_type = std::move(outbox.head->content_type),
                        .headers = std::move(outbox.head->headers)});
  for (protocol::WireMessage& message : outbox.messages) {
    message.kind == protocol::WireMessage::Kind::text
        ? socket_->send_text(std::move(message.data), message.audio_ms)
        : socket_->send_binary(std::move(message.data), message.audio_ms);
  }
  if (outbox.wake_at) wake_at(*outbox.wake_at);
  if (!outbox.close) return;
  close(*outbox.close);
  if (listener_.on_closing) listener_.on_closing();
}

void AdapterLink::wake_at(base::TimePoint time) {
  wake_at_ = time;
  executor_->post_after(time - executor_->now(), [weak = weak_from_this(), time] {
    const auto self = weak.lock();
    if (!self || self->wake_at_ != time) return;
    self->wake_at_.reset();
    self->on_client(
        [](auto& adapter, auto& inbox, auto& outbox) { adapter.on_wake(inbox, outbox); });
  });
}

void AdapterLink::deliver_all() {
  for (protocol::ClientEvent& event : std::exchange(waiting_, {})) {
    if (listener_.on_event) listener_.on_event(std::move(event));
  }
}

}  // namespace hotpin::server
