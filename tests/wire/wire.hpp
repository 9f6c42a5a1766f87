#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/websocket_client.hpp"
#include "support/server_process.hpp"

namespace hotpin::tests {

/// Settings of a server that needs no models.
inline ServerProcess::Environment on_fakes(const std::string& script = "",
                                           ServerProcess::Environment more = {}) {
  more.insert(more.end(), {{"HOTPIN_STT", "fake"},
                           {"HOTPIN_LLM", "fake"},
                           {"HOTPIN_TTS", "fake"},
                           {"HOTPIN_VAD", "fake"},
                           {"HOTPIN_FAKE_SCRIPT", script}});
  return more;
}

using Message = net::WebSocketClient::Message;

/// A client that says what it is told and keeps what comes.
class WireClient {
 public:
  explicit WireClient(const std::string& url, const net::WebSocketClient::Options& options = {}) {
    auto connected = net::WebSocketClient::connect(url, options);
    if (connected) {
      socket_ = std::move(*connected);
    } else {
      refusal = connected.error().detail;
    }
  }
  static std::unique_ptr<WireClient> joined(const std::string& url,
                                            const std::string& id = "test") {
    auto client = std::make_unique<WireClient>(url);
    client->say(R"({"session_id":")" + id + R"(","events":true})");
    EXPECT_THAT(client->read().data, testing::HasSubstr("connected"));
    return client;
  }

  bool say(std::string_view text) { return socket_->send_text(text).has_value(); }
  bool give(std::span<const std::byte> bytes) { return socket_->send_binary(bytes).has_value(); }
  bool give(std::size_t bytes, char value = 'a') {
    const std::string data(bytes, value);
    return socket_->send_binary(std::as_bytes(std::span(data))).has_value();
  }
  /// The next message; its kind is `closed` also when none came in time.
  Message read(base::Duration limit = std::chrono::seconds(20)) {
    auto message = socket_->read(limit);
    return message ? *message : Message{Message::Kind::closed, message.error().detail, 0, {}};
  }
  /// Text messages and the total of binary bytes up to the message that holds `last`.
  std::vector<std::string> read_up_to(std::string_view last, std::size_t* bytes = nullptr) {
    std::vector<std::string> texts;
    for (;;) {
      Message message = read();
      if (message.kind == Message::Kind::closed) {
        ADD_FAILURE() << "closed while waiting for " << last << ": " << message.data;
        return texts;
      }
      if (message.kind == Message::Kind::binary) {
        if (bytes != nullptr) *bytes += message.data.size();
        continue;
      }
      texts.push_back(std::move(message.data));
      if (texts.back().find(last) != std::string::npos) return texts;
    }
  }
  std::vector<std::string> turn(std::size_t samples, std::size_t* bytes = nullptr) {
    give(samples * 2);
    say(R"({"signal":"EOS"})");
    return read_up_to(R"("complete")", bytes);
  }
  void close() { socket_->close(); }

  std::string refusal;  ///< empty when connected

 private:
  std::unique_ptr<net::WebSocketClient> socket_;
};

}  // namespace hotpin::tests
