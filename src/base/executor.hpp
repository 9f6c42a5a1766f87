#pragma once

#include <functional>
#include <memory>

#include "base/clock.hpp"

namespace hotpin::base {

using Task = std::function<void()>;

/// Where the code of one conversation runs: tasks run one after another, never two at once.
/// A connection's strand in the server, a queue on a virtual clock in tests. Thread-safe.
class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `task` later, never inside this call. Dropped once the executor is gone.
  virtual void post(Task task) = 0;
  /// Runs `task` once, after `delay`. There is no cancel: the task checks whether it is still
  /// wanted.
  virtual void post_after(Duration delay, Task task) = 0;
  virtual TimePoint now() const = 0;
};

/// Background: nobody waits for it, and it must not make anybody wait.
enum class Priority { normal, urgent, background };
/// Where work that computes or blocks goes. Thread-safe.
class TaskRunner {
 public:
  virtual ~TaskRunner() = default;
  /// False when the backlog is full or the runner is stopping: the caller refuses the work.
  [[nodiscard]] virtual bool try_post(Task task, Priority priority = Priority::normal) = 0;
};

}  // namespace hotpin::base
