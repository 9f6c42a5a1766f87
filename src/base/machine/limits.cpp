#include "base/machine/limits.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/machine/control_groups.hpp"

namespace hotpin::base {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
/// Programs that look at each possible descriptor would take minutes with what some systems allow.
constexpr rlim_t kMostFiles = 1U << 20U;

/// The number a file holds; nothing for "max", -1 and the like, which mean that there is no limit.
std::optional<std::size_t> number_in(const fs::path& path) {
  std::ifstream file(path);
  std::string word;
  if (!(file >> word) || word.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return std::strtoull(word.c_str(), nullptr, 10);
}

/// The number behind `name` in a file of lines "name number".
std::optional<std::size_t> number_named(const fs::path& path, std::string_view name) {
  std::ifstream file(path);
  std::string word;
  for (std::size_t number = 0; file >> word >> number; file.ignore(64, '\n')) {
    if (word == name) return number;
  }
  return std::nullopt;
}

std::size_t cores_of_affinity() {
  constexpr int kMostCores = 8192;
  cpu_set_t* const set = CPU_ALLOC(kMostCores);
  const std::size_t bytes = CPU_ALLOC_SIZE(kMostCores);
  const bool is_known = set != nullptr && sched_getaffinity(0, bytes, set) == 0;
  const int count = is_known ? CPU_COUNT_S(bytes, set) : 0;
  CPU_FREE(set);
  return count > 0 ? static_cast<std::size_t>(count) : std::thread::hardware_concurrency();
}

std::size_t rounded_up(std::size_t quota_us, std::size_t period_us) {
  return period_us == 0 ? kUnlimited : (quota_us + period_us - 1) / period_us;
}

/// Version 2 has "quota period" in one file, "max" for no quota; version 1 has two files.
std::size_t cores_of_quota(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  std::size_t quota = 0;
  std::size_t period = 0;
  if (file >> quota >> period) return rounded_up(quota, period);
  const auto quota_us = number_in(group / "cpu.cfs_quota_us");
  const auto period_us = number_in(group / "cpu.cfs_period_us");
  return quota_us && period_us ? rounded_up(*quota_us, *period_us) : kUnlimited;
}

std::size_t machine_bytes(const fs::path& root) {
  const auto kib = number_named(root / "proc/meminfo", "MemAvailable:");
  return kib ? *kib * 1024 : kUnlimited;
}

/// The names of version 2 and of version 1.
struct MemoryFiles {
  const char* limit;
  const char* used;
  const char* cached;  ///< in memory.stat: pages of files that are dropped when memory is short
};
constexpr MemoryFiles kMemoryFiles[] = {
    {"memory.max", "memory.current", "inactive_file"},
    {"memory.high", "memory.current", "inactive_file"},  // above it everything crawls
    {"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"},
};

std::size_t left_in(const fs::path& group, const MemoryFiles& files) {
  const auto limit = number_in(group / files.limit);
  if (!limit) return kUnlimited;
  const std::size_t used = number_in(group / files.used).value_or(0);
  const std::size_t cached = number_named(group / "memory.stat", files.cached).value_or(0);
  const std::size_t held = used - std::min(used, cached);
  return *limit - std::min(*limit, held);
}

}  // namespace

std::size_t usable_cores(const fs::path& root) {
  std::size_t cores = cores_of_affinity();
  for (const fs::path& group : control_group_folders("cpu", root))
    cores = std::min(cores, cores_of_quota(group));
  return std::max<std::size_t>(1, cores);
}

std::size_t available_memory_bytes(const fs::path& root) {
  std::size_t bytes = machine_bytes(root);
  for (const fs::path& group : control_group_folders("memory", root)) {
    for (const MemoryFiles& files : kMemoryFiles) bytes = std::min(bytes, left_in(group, files));
  }
  return bytes;
}

std::size_t raise_open_files() {
  struct rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kUnlimited;
  const rlim_t wanted = std::min(limit.rlim_max, kMostFiles);
  if (limit.rlim_cur >= wanted) return limit.rlim_cur;
  const rlim_t before = std::exchange(limit.rlim_cur, wanted);
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? wanted : before;
}

}  // namespace hotpin::base
