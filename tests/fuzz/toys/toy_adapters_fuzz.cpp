#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include "base/assert.hpp"
#include "base/settings.hpp"
#include "fuzz/adapter_script.hpp"
#include "protocol/protocol.hpp"
#include "toys/line_desk/frame_reader.hpp"

// The adapters of the tests' protocols, by the first byte: whatever comes, they neither throw nor
// write what their clients could not read.

namespace hotpin::protocols {
namespace tin_can {
std::span<const base::SettingSpec> settings();
std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& context);
}  // namespace tin_can
namespace line_desk {
std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& context);
}
}  // namespace hotpin::protocols

namespace {

using namespace hotpin;
using protocols::line_desk::FrameReader;
using tests::AdapterProbe;
using tests::Script;

std::unique_ptr<protocol::Adapter> opened(protocol::Protocol& toy,
                                          const protocol::ConnectionInfo& connection) {
  return std::move(toy.open(connection).value().adapter);
}

protocol::Context context() {
  static const base::Settings settings =
      base::Settings::load(protocols::tin_can::settings(), {}).value();
  return {settings, std::make_shared<protocol::Seal>("secret")};
}

void play_tin_can(Script& script) {
  static const auto toy = protocols::tin_can::make_protocol(context());
  AdapterProbe probe(opened(*toy, {.offered_subprotocols = {"tin_can.v1"}}));
  (void)probe.open();
  while (!script.at_end()) {
    tests::step(probe, script, R"({"media":"//8=","ping":7})");
    for (const protocol::WireMessage& message : std::exchange(probe.messages, {})) {
      boost::system::error_code error;
      boost::json::parse(message.data, error);
      HOTPIN_ASSERT(message.kind == protocol::WireMessage::Kind::text && !error);
    }
  }
}

void play_line_desk(Script& script) {
  static const auto toy = protocols::line_desk::make_protocol(context());
  AdapterProbe probe(opened(*toy, {}));
  FrameReader client;
  (void)probe.open();
  while (!script.at_end()) {
    tests::step(probe, script, "{\"type\":\"speak\",\"id\":7,\"text\":\"so\"}\n");
    for (const protocol::WireMessage& message : std::exchange(probe.messages, {})) {
      const std::string_view data = message.data;
      std::span<const std::byte> bytes = std::as_bytes(std::span(data));
      while (const auto part = client.next(bytes))
        HOTPIN_ASSERT(!std::holds_alternative<base::Error>(*part));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script({data, size});
  script.next_byte() % 2 == 0 ? play_tin_can(script) : play_line_desk(script);
  return 0;
}
