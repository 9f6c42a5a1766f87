#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

/// URLs as libcurl reads them, so that what is decided about an address is decided about the one
/// that is connected to. Pure.
namespace hotpin::net {

/// What the header Location of an answer to `base` means; it may be relative. Error "bad_url" for
/// what is not http or https, and for a way from https back to http.
base::Result<std::string> resolve_location(const std::string& base, const std::string& location);

/// "https://host:443" in lower case. Empty for what is no URL of http or https.
std::string origin_of(const std::string& url);

/// The host alone, an IPv6 one in brackets; empty as above.
std::string host_of(const std::string& url);

/// A path for a URL: every byte but letters, digits and "-._~/" becomes %XX.
std::string percent_encoded_path(std::string_view path);

}  // namespace hotpin::net
