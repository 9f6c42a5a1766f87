#include "protocol/session_id.hpp"

#include "base/utf8.hpp"

namespace hotpin::protocol {
namespace {

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool is_allowed(std::string_view id) {
  if (id.empty() || id.size() > kMaxSessionIdBytes || !base::is_valid_utf8(id)) return false;
  while (!id.empty()) {
    const char32_t c = base::take_code_point(id);
    if (is_control(c) || c == U'/' || c == U'\\') return false;
  }
  return true;
}

}  // namespace

base::Status check_session_id(std::string_view id) {
  if (is_allowed(id)) return base::ok();
  return base::Error{"bad_session_id",
                     "session_id must be 1-128 bytes without control characters, '/' or '\\'"};
}

}  // namespace hotpin::protocol
