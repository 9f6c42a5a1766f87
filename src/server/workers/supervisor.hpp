#pragma once

#include <csignal>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/shared_page.hpp"
#include "net/listening_socket.hpp"
#include "server/workers/backoff.hpp"
#include "server/workers/worker_process.hpp"

namespace hotpin::server {

/// How many workers there is room for in all, when one is running and takes `worker_bytes` of its
/// own.
std::size_t workers_that_fit(std::size_t worker_bytes, std::size_t available_bytes);

/// Keeps a server's workers running: starts them, replaces those that die or hang, and hands on
/// what signals say. SIGTERM or SIGINT drains, a second one stops at once; SIGHUP reopens the log
/// file. Owned by the `serve` command, on the main thread of a process that does nothing else.
class Supervisor {
 public:
  struct Options {
    std::size_t workers = 1;
    std::vector<std::string> arguments;                     ///< the command line, for the workers
    std::vector<net::ListeningSocket> sockets;              ///< inherited by all of them
    base::Duration hang_limit = std::chrono::seconds(5);    ///< without a sign of life
    base::Duration drain_limit = std::chrono::seconds(15);  ///< for turns in progress
  };
  /// What becomes known to whoever runs it.
  struct Callbacks {
    /// All are warm for the first time; the memory each keeps, in bytes.
    std::function<void(const std::vector<std::size_t>& resident_bytes)> on_ready;
    std::function<void()> on_stopping;
    std::function<void()> on_renew;  ///< SIGHUP
    /// Asked a few times a minute: whether the workers should read again what on_renew makes ready.
    std::function<bool()> needs_renewal;
    /// One line for the person who started it.
    std::function<void(const std::string& line)> on_fault;
  };
  enum class End { stopped, bad_setting, failed };

  /// Of the page: workers that were replaced.
  static constexpr const char* kRestarts = "worker.restarts";

  Supervisor(Options options, base::SharedPage& page, Callbacks callbacks);

  /// Leaves SIGINT, SIGTERM, SIGHUP and SIGCHLD to run(): call it before any thread is started.
  static void block_signals();
  /// Until it is told to stop, or the first start fails.
  End run();

 private:
  struct Slot {
    std::optional<WorkerProcess> process;
    bool is_ready = false;
    bool is_given_up = false;  // killed, and not gone yet
    base::TimePoint ready_at{};
    base::TimePoint last_sign{};
    base::TimePoint start_at{};
    Backoff backoff;
  };

  void wait();
  void take_signals();
  void look_after(std::size_t number, base::TimePoint now);
  base::Duration silence_limit(const Slot& slot) const;
  void start(std::size_t number, base::TimePoint now);
  void listen_to(Slot& slot, base::TimePoint now);
  void bury(std::size_t number, int status, base::TimePoint now);
  void first_start_failed(int status);
  void go_on_starting();
  void check_renewal(base::TimePoint now);
  void tell_renew();
  void drain();
  bool all_gone() const;

  Options options_;
  base::SharedPage& page_;
  Callbacks callbacks_;
  int signals_ = -1;
  std::vector<Slot> slots_;
  std::size_t wanted_ = 1;  // the first alone, until it is known what one takes
  bool was_ready_ = false;
  base::TimePoint next_renewal_check_{};
  std::optional<base::TimePoint> drain_until_;
  std::optional<End> end_;
};

}  // namespace hotpin::server
