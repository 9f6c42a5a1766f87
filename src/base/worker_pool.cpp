#include "base/worker_pool.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace hotpin::base {

void set_thread_identity(const std::string& name, int nice) {
  // The kernel keeps 15 bytes.
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  if (nice != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice);
}

WorkerPool::WorkerPool(Options options) : options_(std::move(options)) {
  threads_.reserve(options_.threads);
  for (std::size_t i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this, i] { run(i); });
  }
}

WorkerPool::~WorkerPool() {
  drop_backlog();
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::drop_backlog() {
  // What the tasks hold is let go outside the lock: it may post again, and be refused.
  std::deque<Task> urgent;
  std::deque<Task> normal;
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  urgent.swap(urgent_);
  normal.swap(normal_);
}

bool WorkerPool::try_post(Task task, Priority priority) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || urgent_.size() + normal_.size() >= options_.max_backlog) return false;
    (priority == Priority::urgent ? urgent_ : normal_).push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

std::size_t WorkerPool::backlog() const {
  const std::lock_guard lock(mutex_);
  return urgent_.size() + normal_.size();
}

bool WorkerPool::next(Task& task) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || !urgent_.empty() || !normal_.empty(); });
  if (stopping_) return false;
  std::deque<Task>& queue = urgent_.empty() ? normal_ : urgent_;
  task = std::move(queue.front());
  queue.pop_front();
  return true;
}

void WorkerPool::run(std::size_t index) {
  set_thread_identity(options_.name + "-" + std::to_string(index), options_.nice);
  Task task;
  while (next(task)) {
    task();
    task = nullptr;  // what the task held is let go here, not when the next one comes
  }
}

}  // namespace hotpin::base
