#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/result.hpp"

namespace hotpin::app {

/// Bounds for what an archive may hold. Vosk models unpack to two or three times their size.
struct UnpackLimits {
  std::uint64_t bytes_per_byte = 20;               ///< unpacked, of the archive's own
  std::uint64_t bytes_besides = 16 * 1024 * 1024;  ///< for small ones
  std::size_t entries = 10'000;
};

/// Unpacks a zip file into `folder`, which must not be there yet. Only plain files and folders
/// whose names stay inside are taken; a link, a device, "..", an absolute name, a name that comes
/// twice, a wrong sum, or more than `limits` ends it: error "bad_archive", one line, and nothing is
/// left. `goes_on` is asked between pieces; false: "stopped".
base::Status unpack_zip(const std::filesystem::path& zip, const std::filesystem::path& folder,
                        const UnpackLimits& limits, const std::function<bool()>& goes_on);

}  // namespace hotpin::app
