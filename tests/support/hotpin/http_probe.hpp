#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/adapter.hpp"

namespace hotpin::tests {

/// One HTTP request at its adapter, as the server leads it; the answer so far is kept. Each call
/// gives what the adapter wants of the server.
class HttpProbe {
 public:
  explicit HttpProbe(std::unique_ptr<protocol::Adapter> adapter) : adapter_(std::move(adapter)) {
    (void)call([](auto& served, auto& in, auto& out) { served.on_open(in, out); });
  }

  /// A piece of the body.
  protocol::Inbox give(std::string_view piece, bool ends_body) {
    return call([&](auto& served, auto& in, auto& out) {
      served.on_binary(std::as_bytes(std::span(piece)), ends_body, in, out);
    });
  }
  /// The body, in pieces of at most `longest` bytes.
  protocol::Inbox give_all(std::string_view content, std::size_t longest = 4096) {
    protocol::Inbox wanted;
    do {
      const std::string_view piece = content.substr(0, longest);
      content.remove_prefix(piece.size());
      for (protocol::ClientEvent& event : give(piece, content.empty()))
        wanted.push_back(std::move(event));
    } while (!content.empty());
    return wanted;
  }
  protocol::Inbox be_oversized() {
    return call([](auto& served, auto& in, auto& out) { served.on_oversized(in, out); });
  }
  protocol::Inbox tell(const protocol::ServerEvent& event) {
    return call([&](auto& served, auto& in, auto& out) { served.on_event(event, in, out); });
  }
  void leave() { adapter_->on_leave(); }

  std::optional<protocol::HttpHead> head;
  std::string body;
  bool is_over = false;

 private:
  template <typename Call>
  protocol::Inbox call(Call with) {
    protocol::Inbox inbox;
    protocol::Outbox outbox;
    with(*adapter_, inbox, outbox);
    const bool says_something = outbox.head || outbox.close || !outbox.messages.empty();
    EXPECT_FALSE(is_over && says_something) << "nothing follows an answer's end";
    if (outbox.head) head = std::move(outbox.head);
    for (const protocol::WireMessage& message : outbox.messages) body += message.data;
    if (outbox.close) is_over = true;
    return inbox;
  }

  std::unique_ptr<protocol::Adapter> adapter_;
};

}  // namespace hotpin::tests
