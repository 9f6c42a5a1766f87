#include "base/serial_thread.hpp"

#include <utility>

#include "base/diagnostics/faults.hpp"
#include "base/worker_pool.hpp"

namespace hotpin::base {

SerialThread::SerialThread(const std::string& name)
    : thread_([this, name] {
        set_thread_identity(name);
        run(name);
      }) {}

SerialThread::~SerialThread() {
  std::multimap<TimePoint, Task> dropped;  // let go outside the lock: a task may hold anything
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(tasks_);
  }
  wake_.notify_one();
  thread_.join();
}

void SerialThread::post_after(Duration delay, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    tasks_.emplace(now() + delay, std::move(task));
  }
  wake_.notify_one();
}

void SerialThread::run(const std::string& name) {
  for (Task task; next(task); task = nullptr) guarded(name, task);
}

bool SerialThread::next(Task& task) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (tasks_.empty()) {
      wake_.wait(lock);
    } else if (const TimePoint due = tasks_.begin()->first; due > now()) {
      wake_.wait_until(lock, due);
    } else {
      task = std::move(tasks_.extract(tasks_.begin()).mapped());
      return true;
    }
  }
  return false;
}

}  // namespace hotpin::base
