#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/listening_socket.hpp"

namespace hotpin::server {

/// One running worker, as the supervisor sees it. Owned by the supervisor, on its thread; the
/// destructor kills it and waits for its end. It also ends with the supervisor.
class WorkerProcess {
 public:
  /// This very program, started again with `arguments`.
  static base::Result<WorkerProcess> start(std::size_t number,
                                           const std::vector<std::string>& arguments,
                                           std::span<const net::ListeningSocket> sockets, int page);
  ~WorkerProcess();
  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;

  pid_t pid() const { return pid_; }
  /// To poll for what it says.
  int channel() const { return channel_; }
  /// What it has said since; empty when nothing, or when it has gone.
  std::string heard();
  void tell(char what);
  void kill_now();
  /// The wait status, once it has ended.
  bool has_ended(int& status);
  /// Its memory that no other process shares, and all that it keeps in memory, in bytes.
  std::size_t own_bytes() const;
  std::size_t resident_bytes() const;

 private:
  WorkerProcess(pid_t pid, int channel) : pid_(pid), channel_(channel) {}
  pid_t pid_ = -1;
  int channel_ = -1;
};

}  // namespace hotpin::server
