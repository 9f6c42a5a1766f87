#pragma once

#include <string>
#include <string_view>

namespace hotpin::base {

/// `bytes` in base64 with padding, without line ends (RFC 4648).
std::string to_base64(std::string_view bytes);

}  // namespace hotpin::base
