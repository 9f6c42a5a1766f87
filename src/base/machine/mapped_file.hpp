#pragma once

#include <cstddef>
#include <filesystem>

namespace hotpin::base {

/// Gives back the memory of a file that is mapped for reading into this process; what of it is used
/// again comes back from the disk's cache. For a file of which most was copied elsewhere. Gives the
/// bytes of its mappings. Any thread.
std::size_t give_back_mapped(const std::filesystem::path& file);

}  // namespace hotpin::base
