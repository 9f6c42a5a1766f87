#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hotpin::base {

/// `bytes` in base64 with padding, without line ends (RFC 4648).
std::string to_base64(std::string_view bytes);

/// The bytes of `text`, in either alphabet of RFC 4648, with or without padding; white space
/// between is skipped. nullopt when it holds anything else.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace hotpin::base
