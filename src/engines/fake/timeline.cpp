#include "engines/fake/timeline.hpp"

#include <utility>

#include "base/worker_pool.hpp"

namespace hotpin::engines::fake {

Timeline::Timeline() : thread_([this] { run(); }) {}

Timeline::~Timeline() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Timeline::post_after(base::Duration delay, base::Task task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.emplace(now() + delay, std::move(task));
  }
  wake_.notify_one();
}

void Timeline::run() {
  base::set_thread_identity("fake-engines");
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (tasks_.empty()) {
      wake_.wait(lock);
    } else if (const base::TimePoint due = tasks_.begin()->first; due > now()) {
      wake_.wait_until(lock, due);
    } else {
      base::Task task = std::move(tasks_.extract(tasks_.begin()).mapped());
      lock.unlock();
      task();
      task = nullptr;  // what it holds may post when it goes
      lock.lock();
    }
  }
}

}  // namespace hotpin::engines::fake
