#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hotpin::net {

/// A host and perhaps a port, as a Host header or a person writes them, in one form: lower case, a
/// name of other letters in its ASCII form ("xn--..."), no dot at the end, addresses as they are
/// usually written and without brackets.
struct Authority {
  std::string host;
  std::string port;  ///< digits; empty when none is given

  bool operator==(const Authority&) const = default;
};

/// "Name:8000", "[::1]:8000", "::1"; nothing when it is neither a name nor an address.
std::optional<Authority> parse_authority(std::string_view text);

/// Where a page comes from, as browsers send it in Origin.
struct Origin {
  std::string scheme;
  Authority at;  ///< the scheme's usual port is left out

  bool operator==(const Origin&) const = default;
};

/// "https://Name:8443"; a path behind it is left out. Nothing for "null" and what has no host.
std::optional<Origin> parse_origin(std::string_view text);

/// 80 for "http", 443 for "https"; empty for others.
std::string_view usual_port(std::string_view scheme);

}  // namespace hotpin::net
