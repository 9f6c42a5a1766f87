#pragma once

#include <string>
#include <string_view>

namespace hotpin::base {

/// A line as it may be kept: "***" stands for what looks like a secret. Those are the user and
/// password of a URL, credentials behind "Bearer" and "Basic", keys by the beginnings that services
/// give them (sk-, gsk_, AIza and so on), JSON web tokens, and values of names such as api_key,
/// token and password. Services and databases repeat such things in their error texts.
std::string masked_secrets(std::string_view line);

}  // namespace hotpin::base
