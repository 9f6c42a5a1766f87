#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/adapter.hpp"

namespace hotpin::tests {

/// An adapter between its client and its conversation: each call gives what goes to the
/// conversation; what goes to the client is kept.
class AdapterProbe {
 public:
  explicit AdapterProbe(std::unique_ptr<protocol::Adapter> adapter)
      : adapter_(std::move(adapter)) {}

  protocol::Inbox open() {
    return call([](auto& adapter, auto& in, auto& out) { adapter.on_open(in, out); });
  }
  protocol::Inbox say(std::string_view text) {
    return call([&](auto& adapter, auto& in, auto& out) { adapter.on_text(text, in, out); });
  }
  protocol::Inbox give(std::string_view bytes, bool ends_message = true) {
    return call([&](auto& adapter, auto& in, auto& out) {
      adapter.on_binary(std::as_bytes(std::span(bytes)), ends_message, in, out);
    });
  }
  protocol::Inbox tell(const protocol::ServerEvent& event) {
    return call([&](auto& adapter, auto& in, auto& out) { adapter.on_event(event, in, out); });
  }
  protocol::Inbox be_oversized() {
    return call([](auto& adapter, auto& in, auto& out) { adapter.on_oversized(in, out); });
  }
  protocol::Inbox wake() {
    return call([](auto& adapter, auto& in, auto& out) { adapter.on_wake(in, out); });
  }
  protocol::Adapter& adapter() { return *adapter_; }

  std::optional<protocol::HttpHead> head;
  std::vector<protocol::WireMessage> messages;
  std::optional<protocol::CloseReason> close;
  std::optional<base::TimePoint> wake_at;

 private:
  template <typename Call>
  protocol::Inbox call(Call with) {
    protocol::Inbox inbox;
    protocol::Outbox outbox;
    with(*adapter_, inbox, outbox);
    if (outbox.head) head = std::move(outbox.head);
    std::move(outbox.messages.begin(), outbox.messages.end(), std::back_inserter(messages));
    if (outbox.close) close = std::move(outbox.close);
    if (outbox.wake_at) wake_at = outbox.wake_at;
    return inbox;
  }

  std::unique_ptr<protocol::Adapter> adapter_;
};

}  // namespace hotpin::tests
