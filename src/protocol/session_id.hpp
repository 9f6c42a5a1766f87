#pragma once

#include <string_view>

#include "base/result.hpp"

namespace hotpin::protocol {

inline constexpr std::size_t kMaxSessionIdBytes = 128;

/// A session id is 1-128 bytes of UTF-8 without control characters, '/' or '\'. The error's detail
/// is the reason the connection is closed with.
base::Status check_session_id(std::string_view id);

}  // namespace hotpin::protocol
