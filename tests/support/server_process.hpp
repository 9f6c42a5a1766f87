#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "support/temp_folder.hpp"

namespace hotpin::tests {

/// `hotpin serve` as a child process on a free port, its state in a folder of its own, ready when
/// the constructor returns; stopped and waited for by the destructor. Ends the test program when it
/// does not start.
class ServerProcess {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;
  explicit ServerProcess(const Environment& settings = {});
  /// Started in `folder`, whose .env says the port if `options` do not.
  ServerProcess(const Environment& settings, const std::vector<std::string>& options,
                const std::string& folder);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::string url() const { return "ws://127.0.0.1:" + std::to_string(port_) + "/ws"; }
  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }
  /// What it said until it was ready; when it was started in a folder, also on standard error.
  const std::string& said() const { return said_; }
  /// The processes that do the work, children of the one above.
  std::vector<pid_t> workers() const;
  /// Resident memory of the first worker, from /proc.
  std::size_t memory_kib() const;
  /// SIGTERM, then the exit code.
  int stop();

 private:
  void start(Environment settings, std::vector<std::string> command, const std::string& folder);

  TempFolder state_;
  std::string said_;
  pid_t pid_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
};

/// Waits for what another thread or process will do; the limit is for when it does not.
bool comes_true(const std::function<bool()>& condition,
                std::chrono::milliseconds limit = std::chrono::seconds(30));

/// Of the main thread of a process.
std::vector<pid_t> children_of(pid_t pid);

/// Runs a program to its end, in `folder`. `output` is both of its streams.
struct Finished {
  int exit_code = 0;
  std::string output;
};
Finished run_program(const std::vector<std::string>& command,
                     const ServerProcess::Environment& settings = {},
                     const std::string& folder = ".");

}  // namespace hotpin::tests
