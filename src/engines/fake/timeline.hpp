#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "base/executor.hpp"

namespace hotpin::engines::fake {

/// A thread that runs tasks at their times: what makes the fake engines take as long as their
/// script says without keeping a core busy. Owned by the engines that share it. Thread-safe.
/// Bounded by what the sessions ask for: one task per call in progress.
class Timeline final : public base::Executor {
 public:
  Timeline();
  ~Timeline() override;
  Timeline(const Timeline&) = delete;
  Timeline& operator=(const Timeline&) = delete;

  void post(base::Task task) override { post_after({}, std::move(task)); }
  void post_after(base::Duration delay, base::Task task) override;
  base::TimePoint now() const override { return std::chrono::steady_clock::now(); }

 private:
  /// What the thread uses: it may be the one that lets the timeline go, with its last task.
  struct State {
    std::mutex mutex;
    std::condition_variable wake;
    std::multimap<base::TimePoint, base::Task> tasks;
    bool stopping = false;
  };
  static void run(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_ = std::make_shared<State>();
  std::thread thread_;
};

}  // namespace hotpin::engines::fake
