#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace hotpin::app {

/// Has scripts/setup bring a pinned package, with its progress bar on standard output (or error,
/// for who prints JSON). Gives where the model lies.
base::Result<std::filesystem::path> fetch_package(const std::string& name, bool shows_on_stderr);

}  // namespace hotpin::app
