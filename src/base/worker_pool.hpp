#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/executor.hpp"
#include "base/machine/busy_cores.hpp"

namespace hotpin::base {

/// A bounded pool of named threads for work that computes. Owned by `app`. Urgent tasks go before
/// normal ones, in order within each kind. Background ones, which cannot be stopped once they have
/// begun, have one thread more to themselves, which is nice to the others. A task that throws
/// ends alone. The destructor drops what has not begun and waits for what has. The only place
/// besides net/ and the engines' own threads that starts threads.
class WorkerPool final : public TaskRunner {
 public:
  struct Options {
    std::string name;  ///< thread name, at most 12 bytes are shown by the system
    std::size_t threads = 1;
    BusyCores* cores = nullptr;      ///< told of each task; null: nobody is
    std::size_t max_backlog = 1024;  ///< tasks waiting; at the bound try_post refuses
    int nice = 0;                    ///< added to the threads' niceness: 0 normal, 19 last
  };

  explicit WorkerPool(Options options);
  ~WorkerPool() override;
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  [[nodiscard]] bool try_post(Task task, Priority priority = Priority::normal) override;
  std::size_t backlog() const;

 private:
  enum class Takes { foreground, background };
  void run(const std::string& name, int nice, Takes takes);
  bool next(Task& task, Takes takes);
  std::deque<Task>* first(Takes takes);
  std::deque<Task>& queue(Priority priority) { return queues_[static_cast<std::size_t>(priority)]; }
  std::size_t waiting() const;
  void drop_backlog();

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable wake_background_;
  std::array<std::deque<Task>, 3> queues_;  // by Priority
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// Names the calling thread as tools such as `top -H` show it, and sets its niceness.
void set_thread_identity(const std::string& name, int nice = 0);

}  // namespace hotpin::base
