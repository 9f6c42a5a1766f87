#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::app {

/// In lower-case hexadecimal digits.
std::string sha256_of(std::string_view text);
/// Of a file's bytes, which takes seconds for a large one; `goes_on` is asked meanwhile, and false
/// ends it: error "stopped". Error "failed" for a file that cannot be read.
base::Result<std::string> sha256_of_file(const std::filesystem::path& path,
                                         const std::function<bool()>& goes_on);

}  // namespace hotpin::app
