#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/utf8.hpp"
#include "conformance/adapter_probe.hpp"
#include "protocols/hotpin/adapter.hpp"

// A script of messages from arbitrary bytes: an operation, a length, then that many bytes. Whatever
// comes, the adapter neither throws nor sends what the protocol forbids.

namespace {

using hotpin::base::TurnId;
using hotpin::protocol::WireMessage;
using hotpin::tests::AdapterProbe;

/// Takes pieces off the front of the fuzzer's bytes.
class Script {
 public:
  explicit Script(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }
  std::uint8_t next_byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t byte = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return byte;
  }
  std::string next_text() {
    const std::size_t wanted = next_byte() + (std::size_t{next_byte()} << 8);
    const auto taken = bytes_.first(std::min(wanted, bytes_.size()));
    bytes_ = bytes_.subspan(taken.size());
    return {taken.begin(), taken.end()};
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

hotpin::protocol::ServerEvent event_of(std::uint8_t kind, const std::string& text) {
  namespace p = hotpin::protocol;
  const TurnId turn{kind};
  switch (kind % 10) {
    case 0:
      return p::Connected{text};
    case 1:
      return p::Thinking{turn, text};
    case 2:
      return p::SpeakingStarted{turn, text};
    case 3:
      return p::PhraseSpoken{turn, text};
    case 4:
      return p::AudioOut{turn, std::vector<std::int16_t>(text.size())};
    case 5:
      return p::AudioEnded{turn};
    case 6:
      return p::LedgerReport{turn, {{text, 1.5}}, {{text, text}}};
    case 7:
      return p::PartialTranscript{turn, text};
    case 8:
      return p::Interrupted{turn, text};
    default:
      return p::Failed{turn, text, text};
  }
}

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

void give_audio(AdapterProbe& probe, std::string_view bytes, std::size_t longest) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, longest);
    (void)probe.give(piece, piece.size() == bytes.size());
    bytes.remove_prefix(piece.size());
  }
}

void step(AdapterProbe& probe, Script& script) {
  const std::uint8_t operation = script.next_byte();
  const std::string text = script.next_text();
  if (operation % 4 == 0) {
    (void)probe.say(text);
    if (probe.close) HOTPIN_ASSERT(probe.close->detail.size() <= 120);
  } else if (operation % 4 == 1) {
    (void)probe.say(R"({"session_id":"fuzz","events":true})");
  } else if (operation % 4 == 2) {
    give_audio(probe, text, 1 + operation / 4);
  } else {
    (void)probe.tell(event_of(operation / 4, text));
  }
  check(std::exchange(probe.messages, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script({data, size});
  hotpin::protocol::ConnectionInfo connection{.path = "/ws"};
  if ((script.next_byte() & 1) != 0) connection.headers["user-agent"] = "ESP32 Websocket Client";
  AdapterProbe probe(hotpin::protocols::hotpin::make_adapter(
      connection, {}, std::make_shared<hotpin::protocols::hotpin::OwedAnswers>()));
  while (!script.at_end()) step(probe, script);
  return 0;
}
