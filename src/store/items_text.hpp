#pragma once

#include <string>
#include <string_view>

#include "store/turn_record.hpp"

namespace hotpin::store {

/// How stores keep turns, so that a server of before there were items goes on beside this one: its
/// form, which is key, user_text() and assistant_text(), is always written, and the items of a turn
/// that is more go as one text to a place where that server does not look. Where such a turn has no
/// user's or assistant's words, that server shows its model an empty message for it.

/// The items as JSON; empty for a plain exchange. Bytes that are no UTF-8 are left as they are.
std::string items_text(const TurnRecord& turn);

/// The turn that a store has. When `items` is empty or damaged, or was not written together with
/// these words, it is the plain exchange.
TurnRecord turn_of(std::string key, std::string user, std::string assistant,
                   std::string_view items);

}  // namespace hotpin::store
