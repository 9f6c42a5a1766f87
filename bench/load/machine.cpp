#include "load/machine.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include <unistd.h>

namespace hotpin::bench {
namespace {

namespace fs = std::filesystem;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string proc(pid_t pid, const char* name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

double ticks_per_s() { return static_cast<double>(sysconf(_SC_CLK_TCK)); }

std::optional<ProcessStat> stat_of(pid_t pid) {
  return parse_process_stat(read(proc(pid, "stat")), ticks_per_s());
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (fault == std::errc{} && *end == '\0') pids.push_back(pid);
  }
  return pids;
}

std::size_t entries_of(const std::string& folder) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  return error ? 0 : static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

std::optional<ProcessStat> parse_process_stat(std::string_view text, double ticks_per_second) {
  // The second field, the program's name in brackets, may hold anything, brackets included.
  const std::size_t bracket = text.rfind(')');
  if (bracket == std::string_view::npos) return std::nullopt;
  std::istringstream rest{std::string(text.substr(bracket + 1))};
  std::string state;
  ProcessStat stat;
  rest >> state >> stat.parent;
  std::uint64_t value = 0;
  for (int field = 5; field <= 13; ++field) rest >> value;
  std::int64_t ticks = 0;
  for (int field = 14; field <= 17; ++field) {  // utime stime cutime cstime
    std::int64_t part = 0;
    rest >> part;
    ticks += part;
  }
  if (!rest) return std::nullopt;
  stat.cpu_s = static_cast<double>(ticks) / ticks_per_second;
  return stat;
}

MachineTime parse_machine_stat(std::string_view text, double ticks_per_second) {
  std::istringstream line{std::string(text.substr(0, text.find('\n')))};
  std::string name;
  line >> name;
  double field[8] = {};  // user nice system idle iowait irq softirq steal
  for (double& value : field) line >> value;
  return {(field[0] + field[1] + field[2] + field[5] + field[6]) / ticks_per_second,
          field[7] / ticks_per_second};
}

std::size_t parse_figure(std::string_view text, std::string_view name) {
  const std::string start = "\n" + std::string(name) + ":";
  const std::string padded = "\n" + std::string(text);
  const std::size_t at = padded.find(start);
  if (at == std::string::npos) return 0;
  return std::strtoull(padded.c_str() + at + start.size(), nullptr, 10);
}

MachineTime machine_time() { return parse_machine_stat(read("/proc/stat"), ticks_per_s()); }

bool ProcessTree::exists() const { return stat_of(root_).has_value(); }

std::vector<pid_t> ProcessTree::members() const {
  std::multimap<pid_t, pid_t> children;
  for (const pid_t pid : all_processes()) {
    if (const auto stat = stat_of(pid)) children.emplace(stat->parent, pid);
  }
  std::vector<pid_t> members{root_};
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto [first, last] = children.equal_range(members[i]);
    for (auto child = first; child != last; ++child) members.push_back(child->second);
  }
  return members;
}

double ProcessTree::cpu_s() const {
  double sum = 0;
  for (const pid_t pid : members()) {
    if (const auto stat = stat_of(pid)) sum += stat->cpu_s;
  }
  return sum;
}

ProcessTree::Weight ProcessTree::weigh() const {
  Weight sum;
  for (const pid_t pid : members()) {
    const std::string memory = read(proc(pid, "smaps_rollup"));
    sum.resident_kib += parse_figure(memory, "Rss");
    sum.proportional_kib += parse_figure(memory, "Pss");
    sum.descriptors += entries_of(proc(pid, "fd"));
    sum.threads += entries_of(proc(pid, "task"));
  }
  return sum;
}

}  // namespace hotpin::bench
