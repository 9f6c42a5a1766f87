#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_types.hpp"
#include "net/names/ip_address.hpp"
#include "net/proxy/address_ranges.hpp"

/// What proxies say in a request's head about the client they speak for. Pure.
namespace hotpin::net {

/// One proxy's words in a `Forwarded` header (RFC 7239), unquoted; what it does not say is empty.
struct ForwardedElement {
  std::string client;  ///< `for`: an address, perhaps with a port, "unknown" or "_made.up"
  std::string proto;
  std::string host;
};

/// The elements of a `Forwarded` header, the client's first; none when it is broken anywhere, as
/// nobody can tell then who wrote what.
std::vector<ForwardedElement> parse_forwarded(std::string_view value);

/// The address in "192.0.2.1", "192.0.2.1:4711", "[2001:db8::1]:4711" or "2001:db8::1".
std::optional<IpAddress> node_address(std::string_view node);

/// Puts in place what trusted proxies say of the client: `peer_address`, `is_secure` and
/// `forwarded_host`. `request.peer_address` is who connected; if it is no trusted proxy, nothing is
/// believed. The client is the last address in the list of hops that is no trusted proxy. Where
/// `Forwarded` and `X-Forwarded-For` tell of different clients, one of them was written by the
/// client itself and passed on by a proxy that only knows the other: then neither is believed.
void apply_forwarding(HttpRequest& request, const AddressRanges& trusted);

}  // namespace hotpin::net
