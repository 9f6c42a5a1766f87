#pragma once

#include <iosfwd>
#include <string>

#include "client/turn_result.hpp"

namespace hotpin::client {

/// One turn for a person at a terminal: texts, then the latency ledger as an aligned table.
void print_turn(const std::string& title, const TurnResult& turn, std::ostream& out);

}  // namespace hotpin::client
