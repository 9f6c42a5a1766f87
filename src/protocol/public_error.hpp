#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "protocol/server_event.hpp"

namespace hotpin::protocol {

/// The one sentence that a client is told of a failure inside, by its code. Never anything that a
/// service, a library or a store wrote: that goes to the log. docs/PROTOCOL.md has the same table.
std::string public_sentence(std::string_view code);
/// Whether the code has a sentence of its own, and not that of all others.
bool is_public_code(std::string_view code);

/// The event for it. A code that is not of this table goes out as "internal".
Failed public_failure(base::TurnId turn, std::string_view code);

}  // namespace hotpin::protocol
