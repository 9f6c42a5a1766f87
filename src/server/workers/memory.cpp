#include "server/workers/memory.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace hotpin::server {
namespace {

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

std::size_t number_in(const std::string& path, std::size_t otherwise) {
  std::ifstream file(path);
  std::size_t number = 0;
  return file >> number ? number : otherwise;
}

std::size_t machine_bytes() {
  std::ifstream file("/proc/meminfo");
  for (std::string word; file >> word;) {
    std::size_t kib = 0;
    if (word == "MemAvailable:" && file >> kib) return kib * 1024;
  }
  return kUnlimited;
}

/// Of control groups version 2: "0::/path".
std::size_t group_bytes() {
  std::ifstream file("/proc/self/cgroup");
  std::string line;
  while (std::getline(file, line) && !line.starts_with("0::")) {
  }
  if (!line.starts_with("0::")) return kUnlimited;
  const std::string folder = "/sys/fs/cgroup" + line.substr(3);
  const std::size_t most = number_in(folder + "/memory.max", kUnlimited);  // or "max"
  const std::size_t used = number_in(folder + "/memory.current", 0);
  return most == kUnlimited ? kUnlimited : most - std::min(most, used);
}

}  // namespace

std::size_t available_memory_bytes() { return std::min(machine_bytes(), group_bytes()); }

std::size_t workers_that_fit(std::size_t worker_bytes, std::size_t available_bytes) {
  return 1 + available_bytes / std::max<std::size_t>(1, worker_bytes);
}

}  // namespace hotpin::server
