#pragma once

#include <boost/json/object.hpp>

#include "protocol/client_event.hpp"

namespace hotpin::protocols::hotpin {

/// What a handshake may set and a "settings" message sets anew: a null is as the server is set,
/// what is missing is missing, and what cannot be taken is a fault (a voice's stands in it) and
/// missing too.
protocol::SettingsChanged parse_settings(const boost::json::object& fields);

}  // namespace hotpin::protocols::hotpin
