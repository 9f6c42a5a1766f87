#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conformance/adapter_probe.hpp"
#include "protocols/hotpin/adapter.hpp"

/// A worker of the `hotpin` protocol, without its server, for tests.
namespace hotpin::tests {

inline constexpr const char* kPlainHello = R"({"session_id": "kitchen"})";
inline constexpr const char* kEventsHello = R"({"session_id": "kitchen", "events": true})";
inline constexpr const char* kDeviceProgram = "ESP32 Websocket Client";

/// How a client may ask for its dialect outside the handshake.
struct Hint {
  protocols::hotpin::Options::Events events = protocols::hotpin::Options::Events::automatic;
  bool query_asks_events = false;
  std::string user_agent{};
};

/// One worker and its clock.
class HotpinWorker {
 public:
  std::unique_ptr<AdapterProbe> connect(const Hint& hint = {}) {
    protocol::ConnectionInfo connection{.path = "/ws",
                                        .headers = {{"user-agent", hint.user_agent}},
                                        .address = "10.0.0.7",
                                        .now = [this] { return now; }};
    if (hint.query_asks_events) connection.query["events"] = "1";
    return std::make_unique<AdapterProbe>(
        protocols::hotpin::make_adapter(connection, {.events = hint.events}, owed_));
  }
  std::unique_ptr<AdapterProbe> join(const char* hello, const Hint& hint = {}) {
    auto client = connect(hint);
    EXPECT_EQ(client->say(hello).size(), 1U);
    return client;
  }

  base::TimePoint now{};

 private:
  std::shared_ptr<protocols::hotpin::OwedAnswers> owed_ =
      std::make_shared<protocols::hotpin::OwedAnswers>();
};

/// What the client was sent since, and for `events`: texts as they are, binaries as "<length>".
inline std::vector<std::string> sent(AdapterProbe& client,
                                     const std::vector<protocol::ServerEvent>& events = {}) {
  for (const protocol::ServerEvent& event : events) (void)client.tell(event);
  std::vector<std::string> written;
  for (const protocol::WireMessage& message : std::exchange(client.messages, {})) {
    written.push_back(message.kind == protocol::WireMessage::Kind::text
                          ? message.data
                          : "<" + std::to_string(message.data.size()) + ">");
  }
  return written;
}

}  // namespace hotpin::tests
