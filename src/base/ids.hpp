#pragma once

#include <compare>
#include <cstdint>

namespace hotpin::base {

/// Numbers the turns of one connection from 1 on; 0 is "no turn". Everything made for a turn
/// carries it, and whatever arrives with a stale one is dropped at the next hop.
struct TurnId {
  std::uint32_t value = 0;
  auto operator<=>(const TurnId&) const = default;
};

}  // namespace hotpin::base
