#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// A `ledger` message's numbers and words, in the server's order.
inline void read_ledger(const boost::json::object& fields,
                        std::vector<std::pair<std::string, double>>& figures,
                        std::vector<std::pair<std::string, std::string>>& labels) {
  for (const boost::json::key_value_pair& field : fields) {
    const std::string name(field.key().data(), field.key().size());
    if (name == "status" || name == "turn") continue;
    if (field.value().is_string()) {
      labels.emplace_back(name, text_of(fields, name));
    } else if (field.value().is_number()) {
      figures.emplace_back(name, field.value().to_number<double>());
    }
  }
}

}  // namespace hotpin::client
