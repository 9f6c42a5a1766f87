#pragma once

#include "base/clock.hpp"

namespace hotpin::protocols::hotpin {

/// From the settings.
struct Options {
  enum class Events { automatic, on, off };
  Events events = Events::automatic;  ///< HOTPIN_WS_EVENTS
  /// Without a message in either direction for so long the client is told to go, as it was by the
  /// prototype; what it had said of an utterance is answered first.
  base::Duration idle_limit = std::chrono::seconds(180);
  /// Audio sent ahead of what has been heard, hands-free: little is lost at an interruption.
  base::Duration hands_free_lead = std::chrono::milliseconds(400);
};

}  // namespace hotpin::protocols::hotpin
