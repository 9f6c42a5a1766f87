#include "base/worker_pool.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <numeric>
#include <optional>

#include "base/diagnostics/faults.hpp"

namespace hotpin::base {
namespace {

/// About a tenth of a core that others want. Last of all (19) it might hold a lock that they need
/// for as long.
constexpr int kBackgroundNice = 10;

}  // namespace

void set_thread_identity(const std::string& name, int nice) {
  // The kernel keeps 15 bytes.
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  if (nice != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice);
}

WorkerPool::WorkerPool(Options options) : options_(std::move(options)) {
  threads_.reserve(options_.threads + 1);
  for (std::size_t i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this, name = options_.name + "-" + std::to_string(i)] {
      run(name, options_.nice, Takes::foreground);
    });
  }
  threads_.emplace_back([this, name = options_.name + "-bg"] {
    run(name, options_.nice + kBackgroundNice, Takes::background);
  });
}

WorkerPool::~WorkerPool() {
  drop_backlog();
  wake_.notify_all();
  wake_background_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::drop_backlog() {
  // What the tasks hold is let go outside the lock: it may post again, and be refused.
  decltype(queues_) dropped;
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  queues_.swap(dropped);
}

bool WorkerPool::try_post(Task task, Priority priority) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting() >= options_.max_backlog) return false;
    queue(priority).push_back(std::move(task));
  }
  (priority == Priority::background ? wake_background_ : wake_).notify_one();
  return true;
}

std::size_t WorkerPool::backlog() const {
  const std::lock_guard lock(mutex_);
  return waiting();
}

std::size_t WorkerPool::waiting() const {
  return std::accumulate(
      queues_.begin(), queues_.end(), std::size_t{0},
      [](std::size_t sum, const std::deque<Task>& queue) { return sum + queue.size(); });
}

/// The queue whose turn it is, if there is one.
std::deque<Task>* WorkerPool::first(Takes takes) {
  const auto some = [this](Priority priority) {
    return queue(priority).empty() ? nullptr : &queue(priority);
  };
  if (takes == Takes::background) return some(Priority::background);
  std::deque<Task>* const urgent = some(Priority::urgent);
  return urgent != nullptr ? urgent : some(Priority::normal);
}

bool WorkerPool::next(Task& task, Takes takes) {
  std::unique_lock lock(mutex_);
  std::deque<Task>* queue = nullptr;
  (takes == Takes::background ? wake_background_ : wake_).wait(lock, [&] {
    return stopping_ || (queue = first(takes)) != nullptr;
  });
  if (stopping_) return false;
  task = std::move(queue->front());
  queue->pop_front();
  return true;
}

void WorkerPool::run(const std::string& name, int nice, Takes takes) {
  set_thread_identity(name, nice);
  Task task;
  while (next(task, takes)) {
    std::optional<BusyCores::Hold> hold;
    if (options_.cores != nullptr) hold.emplace(*options_.cores);
    guarded(options_.name, task);
    task = nullptr;  // what the task held is let go here, not when the next one comes
  }
}

}  // namespace hotpin::base
