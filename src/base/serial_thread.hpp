#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/executor.hpp"

namespace hotpin::base {

/// An executor with a thread of its own, for work that blocks. Whoever posts keeps to a few tasks
/// at a time: there is no bound here. Owned by `app`. A task that throws
/// ends alone. The destructor drops what has not begun and waits for what has.
class SerialThread final : public Executor {
 public:
  explicit SerialThread(const std::string& name);
  ~SerialThread() override;
  SerialThread(const SerialThread&) = delete;
  SerialThread& operator=(const SerialThread&) = delete;

  void post(Task task) override { post_after({}, std::move(task)); }
  void post_after(Duration delay, Task task) override;
  TimePoint now() const override { return std::chrono::steady_clock::now(); }

 private:
  void run(const std::string& name);
  bool next(Task& task);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::multimap<TimePoint, Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hotpin::base
