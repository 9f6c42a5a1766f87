#pragma once

#include "net/http_types.hpp"
#include "net/proxy/address_ranges.hpp"
#include "net/server/websocket_connection.hpp"

namespace hotpin::net {

/// The body is not taken along, and who sent it is not known here.
HttpRequest to_request(const UpgradeRequest& message);

/// Once: a proxy that is not trusted is easily overlooked, as all seems to work but the limits.
void note_untrusted_proxy(const HttpRequest& head, const AddressRanges& trusted);

}  // namespace hotpin::net
