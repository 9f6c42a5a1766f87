#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "base/result.hpp"
#include "dialog/item.hpp"
#include "protocol/client_event.hpp"

namespace hotpin::protocols::hotpin {

/// What an "item" message asks for: to add, truncate, delete or get one. The error is for the
/// client.
base::Result<protocol::ClientEvent> parse_item_message(const boost::json::value& value);

/// How the messages name it.
std::string_view to_word(dialog::Item::Kind kind);

}  // namespace hotpin::protocols::hotpin
