#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace hotpin::client {

/// A server's message is read for what is known of it; what is missing or of another type is empty.

inline std::string text_of(const boost::json::object& fields, std::string_view key) {
  const boost::json::value* value = fields.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

/// 0 when it belongs to no turn.
inline int turn_of(const boost::json::object& fields) {
  const boost::json::value* value = fields.if_contains("turn");
  const auto* number = value == nullptr ? nullptr : value->if_int64();
  return number == nullptr ? 0 : static_cast<int>(*number);
}

}  // namespace hotpin::client
