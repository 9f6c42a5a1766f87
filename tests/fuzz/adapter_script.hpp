#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "conformance/adapter_probe.hpp"

// A script of messages from arbitrary bytes, for an adapter: an operation, a length, then that many
// bytes.

namespace hotpin::tests {

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

/// Of the job with the number 7.
inline protocol::ServerEvent report_of(std::uint8_t kind, const std::string& text) {
  switch (kind % 4) {
    case 0:
      return protocol::JobReport{7, protocol::JobText{text, 0.5 * kind, 1e6}};
    case 1:
      return protocol::JobReport{7, protocol::JobSound{std::vector<std::int16_t>(text.size())}};
    case 2:
      return protocol::JobReport{7, protocol::JobEnded{base::Error{text, text}}};
    default:
      return protocol::JobReport{7, protocol::JobEnded{}};
  }
}

inline protocol::ServerEvent event_of(std::uint8_t kind, const std::string& text) {
  const base::TurnId turn{kind};
  switch (kind % 11) {
    case 0:
      return protocol::Connected{text};
    case 1:
      return protocol::Thinking{turn, text};
    case 2:
      return protocol::SpeakingStarted{turn, text};
    case 3:
      return protocol::PhraseSpoken{turn, text};
    case 4:
      return protocol::AudioOut{turn, std::vector<std::int16_t>(text.size())};
    case 5:
      return protocol::AudioEnded{turn};
    case 6:
      return protocol::LedgerReport{turn, {{text, 1.5}}, {{text, text}}};
    case 7:
      return protocol::PartialTranscript{turn, text};
    case 8:
      return protocol::Interrupted{turn, text};
    case 9:
      return report_of(kind / 11, text);
    default:
      return protocol::Failed{turn, text, text};
  }
}

inline void give_pieces(AdapterProbe& probe, std::string_view bytes, std::size_t longest) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, longest);
    (void)probe.give(piece, piece.size() == bytes.size());
    bytes.remove_prefix(piece.size());
  }
}

/// The script's next operation: a text, `opening`, bytes, or an event.
inline void step(AdapterProbe& probe, Script& script, std::string_view opening) {
  const std::uint8_t operation = script.next_byte();
  const std::string text = script.next_text();
  if (operation % 4 == 0) {
    (void)probe.say(text);
  } else if (operation % 4 == 1) {
    (void)probe.say(opening);
  } else if (operation % 4 == 2) {
    give_pieces(probe, text, 1 + operation / 4);
  } else {
    (void)probe.tell(event_of(operation / 4, text));
  }
  if (probe.close) HOTPIN_ASSERT(probe.close->detail.size() <= 120);
}

}  // namespace hotpin::tests
