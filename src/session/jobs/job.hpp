#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "base/executor.hpp"
#include "base/result.hpp"
#include "protocol/job.hpp"
#include "session/link.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// One piece of work without a conversation (protocol/job.hpp). Owned by its connection's Jobs;
/// used on the connection's executor only; engines' results come back to it through the executor.
/// Destroying it cancels what its engines do.
class Job : public std::enable_shared_from_this<Job> {
 public:
  using Report = decltype(protocol::JobReport::what);
  /// What its connection lends it.
  struct Context {
    std::shared_ptr<const Services> services;
    std::shared_ptr<Link> link;  ///< asked how much is unsent, and nothing else
    std::shared_ptr<base::Executor> executor;
    std::function<void(Report)> report;
    std::function<void()> on_waiting;  ///< what waiting_ms() gives may have changed
  };

  explicit Job(Context context) : context_(std::move(context)) {}
  virtual ~Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  /// What of the request is at fault, or cannot be had now; then it is not started.
  virtual base::Status check() const = 0;
  /// Leads to exactly one JobEnded, unless leave() is called before.
  virtual void start() = 0;
  virtual void hear(std::span<const std::int16_t> /*pcm*/) {}
  virtual void end_input() {}
  /// Audio that waits for the recogniser.
  virtual double waiting_ms() const { return 0; }
  /// Nobody waits for it any more: nothing is reported from here on.
  void leave() { has_left_ = true; }

 protected:
  const Services& services() const { return *context_.services; }
  const Link& link() const { return *context_.link; }
  base::TimePoint now() const { return context_.executor->now(); }

  void report(Report what) {
    if (!has_left_) context_.report(std::move(what));
  }
  void end(std::optional<base::Error> failure = {}) {
    report(protocol::JobEnded{std::move(failure)});
  }
  /// An engine failed: the client is told the public sentence for it (protocol/public_error.hpp),
  /// the log the rest.
  void fail(const base::Error& why, TurnMetrics::Failure what);
  void tell_waiting() {
    if (!has_left_) context_.on_waiting();
  }

  /// Brings an engine's event from its thread to `method` of this job, if somebody still waits for
  /// it by then. The job must have its owner already.
  template <typename Self, typename Method>
  auto on_executor(Method method) {
    return [weak = weak_from_this(), executor = context_.executor, method](auto event) {
      executor->post([weak, method, event = std::move(event)]() mutable {
        const std::shared_ptr<Job> job = weak.lock();
        if (job && !job->has_left_) method(static_cast<Self&>(*job), std::move(event));
      });
    };
  }
  /// The same after a while.
  template <typename Self, typename Method>
  void after(base::Duration delay, Method method) {
    context_.executor->post_after(delay, [weak = weak_from_this(), method] {
      const std::shared_ptr<Job> job = weak.lock();
      if (job && !job->has_left_) method(static_cast<Self&>(*job));
    });
  }

 private:
  const Context context_;
  bool has_left_ = false;
};

/// Of a client's audio, either way.
inline base::Status check_rate(std::uint32_t hz) {
  constexpr std::uint32_t kLowest = 8'000;
  constexpr std::uint32_t kHighest = 48'000;
  if (hz >= kLowest && hz <= kHighest) return base::ok();
  return base::Error{protocol::kJobBad, "Audio is taken and given at 8000 to 48000 Hz."};
}

}  // namespace hotpin::session
