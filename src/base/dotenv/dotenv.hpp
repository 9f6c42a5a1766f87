#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"

namespace hotpin::base {

/// The value of an environment variable; nothing when it is not set.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// Parses a `.env` file's text, as python-dotenv and Docker Compose read it: NAME=value lines,
/// `export ` prefix, '#' comments; values bare, or in single, double, back or triple quotes, which
/// may go over several lines; \n, \t, \", \\ and \$ in double quotes; ${NAME} and ${NAME:-value}
/// outside single ones, from `environment` or a line above. Line ends of any system, a byte order
/// mark. What is none of these is an error of one line that names the place and the right form.
Result<std::vector<Settings::Given>> parse_dotenv(std::string_view text, const std::string& file,
                                                  const Lookup& environment);

/// Of this process.
std::optional<std::string> environment_variable(const std::string& name);

}  // namespace hotpin::base
