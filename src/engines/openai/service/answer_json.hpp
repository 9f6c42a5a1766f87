#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace hotpin::engines::openai {

/// What a service sent, if it is JSON of at most 32 levels.
std::optional<boost::json::value> parse_json(std::string_view text);

/// nullptr where it is not an object, or has no such member.
const boost::json::value* member(const boost::json::value& value, std::string_view name);
/// The member's string; empty where there is none.
std::string text_in(const boost::json::value& value, std::string_view name);
std::optional<int> count_in(const boost::json::value& value, std::string_view name);
/// Neither null, false nor empty.
bool is_something(const boost::json::value* value);

/// `text` without control characters and invalid bytes.
std::string one_line(std::string text);
/// One line of at most 300 bytes.
std::string brief(std::string text);

/// The reason in the body of an error response, or in an error inside a stream: JSON of several
/// shapes, or text. Brief.
std::string reason_in(std::string_view body);
std::string reason_in(const boost::json::value& body);

}  // namespace hotpin::engines::openai
