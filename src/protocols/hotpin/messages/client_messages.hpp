#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "protocol/client_event.hpp"

namespace hotpin::protocols::hotpin {

/// Nesting of a client's JSON; deeper texts are refused before they can exhaust anything.
inline constexpr std::size_t kMaxJsonDepth = 32;

/// The first message, its traits apart, which the dialect decides.
struct Handshake {
  protocol::Hello hello;
  bool wants_events = false;
  bool wants_items = false;          ///< it is told of the conversation's items
  bool wants_speech_events = false;  ///< and in push-to-talk where speech begins and ends
  bool reports_played = false;       ///< it tells what it has played
};

/// An error's detail is the reason to close the connection with.
base::Result<Handshake> parse_handshake(std::string_view text);

/// Any later text message: never a Hello, never AudioIn. Nothing when it is well formed and not
/// known: such are ignored, as the prototype did.
base::Result<std::optional<protocol::ClientEvent>> parse_message(std::string_view text);

}  // namespace hotpin::protocols::hotpin
