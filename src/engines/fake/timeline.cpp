#include "engines/fake/timeline.hpp"

#include <utility>

#include "base/diagnostics/faults.hpp"
#include "base/worker_pool.hpp"

namespace hotpin::engines::fake {

Timeline::Timeline() : thread_([state = state_] { run(state); }) {}

Timeline::~Timeline() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_one();
  if (thread_.get_id() == std::this_thread::get_id()) thread_.detach();
  else thread_.join();
}

void Timeline::post_after(base::Duration delay, base::Task task) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->tasks.emplace(now() + delay, std::move(task));
  }
  state_->wake.notify_one();
}

void Timeline::run(const std::shared_ptr<State>& state) {
  base::set_thread_identity("fake-engines");
  std::unique_lock lock(state->mutex);
  while (!state->stopping) {
    auto& tasks = state->tasks;
    if (tasks.empty()) {
      state->wake.wait(lock);
    } else if (const base::TimePoint due = tasks.begin()->first;
               due > std::chrono::steady_clock::now()) {
      state->wake.wait_until(lock, due);
    } else {
      base::Task task = std::move(tasks.extract(tasks.begin()).mapped());
      lock.unlock();
      base::guarded("other", task);
      task = nullptr;  // what it holds may post when it goes, or let this timeline go
      lock.lock();
    }
  }
}

}  // namespace hotpin::engines::fake
