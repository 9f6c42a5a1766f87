#include "base/machine/mapped_file.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <system_error>

namespace hotpin::base {

std::size_t give_back_mapped(const std::filesystem::path& file) {
  std::error_code none;
  const std::string wanted = std::filesystem::canonical(file, none).string();
  if (none) return 0;
  std::size_t bytes = 0;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char writes = 0;
    const std::size_t path = line.find('/');
    if (path == std::string::npos || line.compare(path, std::string::npos, wanted) != 0) continue;
    if (std::sscanf(line.c_str(), "%lx-%lx %*c%c", &begin, &end, &writes) != 3) continue;
    if (writes == 'w') continue;  // its pages may hold what the file does not
    // NOLINTNEXTLINE(performance-no-int-to-ptr): addresses come as text
    if (madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED) == 0)
      bytes += end - begin;
  }
  return bytes;
}

}  // namespace hotpin::base
