#include "store/context_store.hpp"

#include <algorithm>

namespace hotpin::store {

std::string masked(std::string_view location) {
  const std::size_t mark = location.find("://");
  const std::size_t begin = mark == std::string_view::npos ? 0 : mark + 3;
  const std::string scheme(location.substr(0, begin));
  const std::size_t at = location.rfind('@');
  const std::size_t query = location.find('?');
  // Somebody forgot to write %3F or %40: which part is the secret, nobody knows.
  if (at != std::string_view::npos && query < at) return scheme + "***";
  const bool has_user = at != std::string_view::npos && at >= begin;
  const std::size_t from = has_user ? at : begin;
  return scheme + (has_user ? "***" : "") +
         std::string(location.substr(from, std::min(query, location.size()) - from)) +
         (query == std::string_view::npos ? "" : "?***");
}

std::string key_of(const StoreOptions& options, const std::string& session_id) {
  return options.key_prefix + ":" + std::to_string(kSchemaVersion) + ":{" + session_id + "}";
}

std::string keepsake_key(const StoreOptions& options, const std::string& name) {
  return options.key_prefix + ":" + std::to_string(kSchemaVersion) + ":keep:{" + name + "}";
}

base::Status check_keepsake(const std::string& bytes, base::Duration time_to_live) {
  if (bytes.size() > kMaxKeepsakeBytes) return base::Error{kRefused, "it is too large to be kept"};
  // The finest clock that a store goes by.
  if (time_to_live < std::chrono::milliseconds(1)) {
    return base::Error{kRefused, "it has no time to be kept"};
  }
  return base::ok();
}

}  // namespace hotpin::store
