#pragma once

#include <map>
#include <utility>

#include "base/executor.hpp"

namespace hotpin::tests {

/// An executor on a clock that jumps: nothing runs but inside run_*(). Single-threaded. Also serves
/// as a TaskRunner, so that a whole conversation runs in one thread.
class ManualExecutor final : public base::Executor, public base::TaskRunner {
 public:
  void post(base::Task task) override { post_after({}, std::move(task)); }
  void post_after(base::Duration delay, base::Task task) override {
    tasks_.emplace(now_ + delay, std::move(task));
  }
  base::TimePoint now() const override { return now_; }
  [[nodiscard]] bool try_post(base::Task task, base::Priority) override {
    post(std::move(task));
    return true;
  }

  /// Everything due up to `span` from now, in order of time; the clock ends there.
  void run_for(base::Duration span) {
    const base::TimePoint end = now_ + span;
    while (!tasks_.empty() && tasks_.begin()->first <= end) {
      auto next = tasks_.extract(tasks_.begin());
      now_ = std::max(now_, next.key());
      next.mapped()();
    }
    now_ = end;
  }
  void run_ready() { run_for({}); }
  /// What waits will not run. Tasks may hold this executor, and then neither would ever go.
  void drop() {
    while (!tasks_.empty()) tasks_.extract(tasks_.begin());
  }

 private:
  base::TimePoint now_{std::chrono::hours(1)};
  std::multimap<base::TimePoint, base::Task> tasks_;
};

}  // namespace hotpin::tests
