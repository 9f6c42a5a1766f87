#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "conformance/adapter_probe.hpp"

namespace hotpin::tests {

/// One HTTP request at its adapter, as the server leads it; the answer so far is kept. Each call
/// gives what the adapter wants of the server.
class HttpProbe {
 public:
  explicit HttpProbe(std::unique_ptr<protocol::Adapter> adapter) : probe_(std::move(adapter)) {
    (void)note(probe_.open());
  }

  /// A piece of the body.
  protocol::Inbox give(std::string_view piece, bool ends_body) {
    return note(probe_.give(piece, ends_body));
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
  protocol::Inbox be_oversized() { return note(probe_.be_oversized()); }
  protocol::Inbox tell(const protocol::ServerEvent& event) { return note(probe_.tell(event)); }
  void leave() { probe_.adapter().on_leave(); }

  std::optional<protocol::HttpHead> head;
  std::string body;
  bool is_over = false;

 private:
  protocol::Inbox note(protocol::Inbox wanted) {
    const bool says_something = probe_.head || probe_.close || !probe_.messages.empty();
    EXPECT_FALSE(is_over && says_something) << "nothing follows an answer's end";
    if (probe_.head) head = std::exchange(probe_.head, std::nullopt);
    for (const auto& message : std::exchange(probe_.messages, {})) body += message.data;
    if (std::exchange(probe_.close, std::nullopt)) is_over = true;
    return wanted;
  }

  AdapterProbe probe_;
};

}  // namespace hotpin::tests
