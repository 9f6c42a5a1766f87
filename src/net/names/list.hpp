#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hotpin::net {

/// The entries of a list as people write it into a setting: separated by commas, semicolons, blanks
/// or lines, each perhaps in quotes, the whole perhaps in brackets as in JSON.
std::vector<std::string> split_list(std::string_view text);

/// "one, two", for a line that a person reads.
std::string join_list(const std::vector<std::string>& entries);

}  // namespace hotpin::net
