#pragma once

#include <optional>
#include <string>

#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// An utterance that has ended.
struct Utterance {
  TurnId turn;
  bool hit_limit = false;
  bool failed = false;
  std::string unreadable{};  ///< why nobody could listen to it
  std::optional<std::string> transcript{};
};

}  // namespace hotpin::dialog
