#include "server/workers/supervisor.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/log.hpp"
#include "base/machine/limits.hpp"
#include "server/drain.hpp"
#include "server/workers/worker_wire.hpp"

namespace hotpin::server {
namespace {

constexpr int kLookMs = 200;
/// Between two looks at what changes without a signal; cheap, and a new certificate serves soon.
constexpr base::Duration kRenewalCheck = std::chrono::seconds(10);
/// For loading and warming up, also from a slow disk.
constexpr base::Duration kStartLimit = std::chrono::minutes(5);
/// Beyond the time for turns: for closing (3 s), flushing (3 s) and the store's last call (2 s).
constexpr base::Duration kCloseLimit = std::chrono::seconds(9);
constexpr int kBadSetting = 2;  // exit code of a worker that cannot start as it is set

base::TimePoint clock_now() { return std::chrono::steady_clock::now(); }

std::string cause_of(int status) {
  if (WIFSIGNALED(status)) return std::string("signal ") + std::to_string(WTERMSIG(status));
  return "exit code " + std::to_string(WEXITSTATUS(status));
}

sigset_t own_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

std::size_t workers_that_fit(std::size_t worker_bytes, std::size_t available_bytes) {
  return 1 + available_bytes / std::max<std::size_t>(1, worker_bytes);
}

Supervisor::Supervisor(Options options, base::SharedPage& page, Callbacks callbacks)
    : options_(std::move(options)),
      page_(page),
      callbacks_(std::move(callbacks)),
      slots_(options_.workers) {}

void Supervisor::block_signals() {
  const sigset_t signals = own_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Supervisor::End Supervisor::run() {
  const sigset_t signals = own_signals();
  signals_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  while (!end_) {
    const base::TimePoint now = clock_now();
    for (std::size_t i = 0; i < wanted_ && !end_; ++i) look_after(i, now);
    if (!was_ready_ && !drain_until_) go_on_starting();
    if (drain_until_ && all_gone()) end_ = End::stopped;
    if (drain_until_ && now > *drain_until_ + kCloseLimit) end_ = End::stopped;
    if (was_ready_ && !drain_until_) check_renewal(now);
    if (!end_) wait();
    take_signals();
  }
  slots_.clear();  // ends whoever is left
  close(signals_);
  return *end_;
}

void Supervisor::wait() {
  std::vector<pollfd> watched{{signals_, POLLIN, 0}};
  for (const Slot& slot : slots_) {
    if (slot.process) watched.push_back({slot.process->channel(), POLLIN, 0});
  }
  poll(watched.data(), watched.size(), kLookMs);
}

void Supervisor::take_signals() {
  signalfd_siginfo signal{};
  while (read(signals_, &signal, sizeof(signal)) == sizeof(signal)) {
    if (signal.ssi_signo == SIGHUP) {
      callbacks_.on_renew();
      tell_renew();
    } else if (signal.ssi_signo != SIGCHLD) {
      drain();
    }
  }
}

void Supervisor::check_renewal(base::TimePoint now) {
  if (now < next_renewal_check_) return;
  next_renewal_check_ = now + kRenewalCheck;
  if (callbacks_.needs_renewal()) tell_renew();
}

void Supervisor::tell_renew() {
  for (Slot& slot : slots_) {
    if (slot.process) slot.process->tell(worker_wire::kRenew);
  }
}

void Supervisor::drain() {
  if (drain_until_) {
    end_ = End::stopped;
    return;
  }
  callbacks_.on_stopping();
  drain_until_ = clock_now() + options_.drain_limit;
  page_.cell(Drain::kHasBegun) = 1;
  for (Slot& slot : slots_) {
    if (!slot.process) continue;
    slot.is_ready ? slot.process->tell(worker_wire::kDrain) : slot.process->kill_now();
  }
}

bool Supervisor::all_gone() const {
  return std::none_of(slots_.begin(), slots_.end(),
                      [](const Slot& slot) { return slot.process.has_value(); });
}

void Supervisor::look_after(std::size_t number, base::TimePoint now) {
  Slot& slot = slots_[number];
  if (!slot.process) {
    if (!drain_until_ && now >= slot.start_at) start(number, now);
    return;
  }
  listen_to(slot, now);
  if (now - slot.last_sign > silence_limit(slot) && !std::exchange(slot.is_given_up, true)) {
    base::log(base::LogLevel::error,
              "worker " + std::to_string(number) + " gives no sign of life and is replaced");
    slot.process->kill_now();
  }
  int status = 0;
  if (slot.process->has_ended(status)) bury(number, status, now);
}

/// Whoever goes gives no sign any more while it closes and writes its last turns.
base::Duration Supervisor::silence_limit(const Slot& slot) const {
  if (!slot.is_ready) return kStartLimit;
  return drain_until_ ? options_.hang_limit + kCloseLimit : options_.hang_limit;
}

void Supervisor::start(std::size_t number, base::TimePoint now) {
  Slot& slot = slots_[number];
  auto started =
      WorkerProcess::start(number, options_.arguments, options_.sockets, page_.descriptor());
  slot.last_sign = now;
  if (started) {
    slot.process.emplace(std::move(*started));
  } else {
    base::log(base::LogLevel::error, started.error().detail);
    slot.start_at = now + slot.backoff.next({});
  }
}

void Supervisor::listen_to(Slot& slot, base::TimePoint now) {
  const std::string heard = slot.process->heard();
  if (heard.empty()) return;
  slot.last_sign = now;
  if (slot.is_ready || heard.find(worker_wire::kReady) == std::string::npos) return;
  slot.is_ready = true;
  slot.ready_at = now;
  if (was_ready_) {
    base::log(base::LogLevel::info,
              "worker with process id " + std::to_string(slot.process->pid()) + " is ready");
  }
}

void Supervisor::bury(std::size_t number, int status, base::TimePoint now) {
  Slot& slot = slots_[number];
  const bool was_warm = std::exchange(slot.is_ready, false);
  const bool is_told = std::exchange(slot.is_given_up, false);
  slot.process.reset();
  page_.forget_worker(number);
  if (drain_until_) return;
  if (!was_ready_) return first_start_failed(status);
  const base::Duration wait = slot.backoff.next(was_warm ? now - slot.ready_at : base::Duration{});
  slot.start_at = now + wait;
  ++page_.cell(kRestarts);
  if (is_told) return;
  base::log(base::LogLevel::error, "worker " + std::to_string(number) + " ended with " +
                                       cause_of(status) + " and is replaced");
}

/// It has said why itself, if the fault is in the settings.
void Supervisor::first_start_failed(int status) {
  const bool is_setting = WIFEXITED(status) && WEXITSTATUS(status) == kBadSetting;
  end_ = is_setting ? End::bad_setting : End::failed;
  if (!is_setting) callbacks_.on_fault("the server ended before it was ready: " + cause_of(status));
}

/// The first worker shows what one takes; then the others are started, if there is room.
void Supervisor::go_on_starting() {
  const auto is_ready = [](const Slot& slot) { return slot.is_ready; };
  if (!slots_.front().is_ready) return;
  if (wanted_ < slots_.size()) {
    const std::size_t one = slots_.front().process->own_bytes();
    const std::size_t fit = workers_that_fit(one, base::available_memory_bytes());
    if (fit < slots_.size()) {
      callbacks_.on_fault("--workers " + std::to_string(slots_.size()) +
                          " is more than the memory " + "holds: one takes " +
                          std::to_string(one >> 20U) + " MiB, so at most " + std::to_string(fit) +
                          " fit");
      end_ = End::bad_setting;
    }
    wanted_ = slots_.size();
    return;
  }
  if (!std::all_of(slots_.begin(), slots_.end(), is_ready)) return;
  was_ready_ = true;
  std::vector<std::size_t> resident_bytes;
  for (const Slot& slot : slots_) resident_bytes.push_back(slot.process->resident_bytes());
  callbacks_.on_ready(resident_bytes);
}

}  // namespace hotpin::server
