#pragma once

#include <boost/json/value.hpp>
#include <string_view>

namespace hotpin::protocols::hotpin {

/// Empty for what is missing or no string.
inline std::string_view as_text(const boost::json::value* value) {
  if (value == nullptr || !value->is_string()) return {};
  const boost::json::string& text = value->get_string();
  return {text.data(), text.size()};
}

}  // namespace hotpin::protocols::hotpin
