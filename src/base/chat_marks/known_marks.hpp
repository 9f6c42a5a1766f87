#pragma once

#include <span>

#include "base/chat_marks/mark_table.hpp"

namespace hotpin::base {

/// The marks that models are known to write, from their published templates. None is the beginning
/// of another that counts at the same place.
std::span<const ChatMark> known_marks();

}  // namespace hotpin::base
