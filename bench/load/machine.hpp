#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace hotpin::bench {

/// CPU seconds of all cores since the machine started: used by anybody, and taken by the host.
struct MachineTime {
  double busy_s = 0;
  double stolen_s = 0;
};
MachineTime machine_time();

/// A process with all its children, from /proc; what has ended meanwhile is missing.
class ProcessTree {
 public:
  struct Weight {
    std::size_t resident_kib = 0;      ///< what processes share counts once for each
    std::size_t proportional_kib = 0;  ///< what they share counts once in all
    std::size_t descriptors = 0;
    std::size_t threads = 0;
  };

  explicit ProcessTree(pid_t root) : root_(root) {}
  bool exists() const;
  /// User and system time, with that of children that have ended.
  double cpu_s() const;
  Weight weigh() const;

 private:
  std::vector<pid_t> members() const;

  const pid_t root_;
};

/// The text of /proc/PID/stat.
struct ProcessStat {
  pid_t parent = 0;
  double cpu_s = 0;  ///< with the children that were waited for
};
std::optional<ProcessStat> parse_process_stat(std::string_view text, double ticks_per_s);
/// The text of /proc/stat.
MachineTime parse_machine_stat(std::string_view text, double ticks_per_s);
/// A line "Name:  123 kB" of a file like /proc/PID/status; 0 when it is not there.
std::size_t parse_figure(std::string_view text, std::string_view name);

}  // namespace hotpin::bench
