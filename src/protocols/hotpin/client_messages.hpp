#pragma once

#include <string_view>

#include "base/result.hpp"
#include "protocol/client_event.hpp"

namespace hotpin::protocols::hotpin {

/// Nesting of a client's JSON; deeper texts are refused before they can exhaust anything.
inline constexpr std::size_t kMaxJsonDepth = 32;

/// The first message. An error's detail is the reason to close the connection with.
base::Result<protocol::Hello> parse_handshake(std::string_view text);

/// Any later text message: never a Hello, never AudioIn.
base::Result<protocol::ClientEvent> parse_message(std::string_view text);

}  // namespace hotpin::protocols::hotpin
