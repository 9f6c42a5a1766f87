#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/utf8.hpp"
#include "fuzz/adapter_script.hpp"
#include "protocols/hotpin/adapter.hpp"

// Whatever comes, the adapter neither throws nor sends what the protocol forbids.

namespace {

using hotpin::protocol::WireMessage;
using hotpin::tests::AdapterProbe;
using hotpin::tests::Script;

void check(const std::vector<WireMessage>& messages) {
  for (const WireMessage& message : messages) {
    if (message.kind == WireMessage::Kind::text) {
      HOTPIN_ASSERT(hotpin::base::is_valid_utf8(message.data));
      HOTPIN_ASSERT(message.data.front() == '{' && message.data.back() == '}');
    } else {
      HOTPIN_ASSERT(message.data.size() <= 4096 && message.data.size() % 2 == 0);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script({data, size});
  hotpin::protocol::ConnectionInfo connection{.path = "/ws"};
  if ((script.next_byte() & 1) != 0) connection.headers["user-agent"] = "ESP32 Websocket Client";
  AdapterProbe probe(hotpin::protocols::hotpin::make_adapter(
      connection, {}, std::make_shared<hotpin::protocols::hotpin::OwedAnswers>()));
  while (!script.at_end()) {
    hotpin::tests::step(probe, script, R"({"session_id":"fuzz","events":true})");
    check(std::exchange(probe.messages, {}));
  }
  return 0;
}
