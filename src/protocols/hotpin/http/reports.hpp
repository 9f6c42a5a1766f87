#pragma once

#include <optional>
#include <string_view>

#include "protocol/server_facts.hpp"
#include "protocols/hotpin/http/http_answer.hpp"

namespace hotpin::protocols::hotpin {

/// What the server says of itself, in the prototype's shape with more beside it: "/" for programs,
/// "/health" and "/voices". Nothing at other paths.
std::optional<HttpAnswer> report_at(std::string_view path, const protocol::ServerFacts& facts);

}  // namespace hotpin::protocols::hotpin
