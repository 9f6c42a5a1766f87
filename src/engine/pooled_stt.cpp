#include "engine/pooled_stt.hpp"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "engine/context.hpp"

namespace hotpin::engine {
namespace {

constexpr std::size_t kMaxWaitingSamples = 600 * kInputRateHz;

/// Shared by the stream and its tasks, so that a stream can go while a task runs.
class Tasks : public std::enable_shared_from_this<Tasks> {
 public:
  Tasks(base::TaskRunner& pool, TaskSlice slice, std::unique_ptr<UtteranceWork> work, SttSink sink)
      : pool_(pool), slice_(slice), work_(std::move(work)), sink_(std::move(sink)) {}

  void accept(std::span<const std::int16_t> pcm) {
    const std::lock_guard lock(mutex_);
    const std::size_t room = kMaxWaitingSamples - std::min(kMaxWaitingSamples, waiting_.size());
    waiting_.insert(waiting_.end(), pcm.begin(),
                    pcm.begin() + static_cast<std::ptrdiff_t>(std::min(room, pcm.size())));
    // A full pool takes it with the next piece, or at the end.
    if (!is_scheduled_ && has_enough()) is_scheduled_ = post(base::Priority::normal);
  }

  void finish() {
    bool refused = false;
    {
      const std::lock_guard lock(mutex_);
      finished_at_ = std::chrono::steady_clock::now();
      // Somebody waits now: not behind what others are still saying, where a task may stand.
      if (!is_running_ && !post(base::Priority::urgent)) refused = !is_scheduled_;
      is_scheduled_ = !refused;
    }
    if (refused) give(base::Error{"overloaded", "too many recognitions wait"});
  }

  /// Returns when no call of the sink is under way; none follows.
  void close() {
    closed_.request_stop();
    const std::lock_guard lock(sink_mutex_);
    sink_ = nullptr;
  }

 private:
  bool has_enough() const { return finished_at_ || waiting_.size() >= slice_.least; }

  bool post(base::Priority priority) {
    return pool_.try_post([self = shared_from_this()] { self->run(); }, priority);
  }

  void run() {
    std::vector<std::int16_t> pcm;
    std::optional<base::TimePoint> ended;
    {
      const std::lock_guard lock(mutex_);
      if (is_running_ || is_ended_) return;  // finish() posted a second task
      is_running_ = true;
      const auto last =
          waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(slice_.most, waiting_.size()));
      pcm.assign(waiting_.begin(), last);
      waiting_.erase(waiting_.begin(), last);
      if (waiting_.empty()) ended = finished_at_;
      is_ended_ = ended.has_value();
    }
    const std::stop_token closed = closed_.get_token();
    if (closed.stop_requested()) return;
    if (auto heard = work_->hear(pcm, closed)) give(std::move(*heard));
    if (ended) return end(*ended);
    go_on();
  }

  void go_on() {
    const std::lock_guard lock(mutex_);
    is_running_ = false;
    const auto priority = finished_at_ ? base::Priority::urgent : base::Priority::normal;
    is_scheduled_ = has_enough() && post(priority);
    if (finished_at_ && !is_scheduled_) {
      is_ended_ = true;  // though a task of before finish() may still wait
      give(base::Error{"overloaded", "too many recognitions wait"});
    }
  }

  void end(base::TimePoint finished_at) {
    base::Result<Hypothesis> last = work_->end(closed_.get_token());
    work_.reset();
    if (last) last->compute_ms = base::to_ms(std::chrono::steady_clock::now() - finished_at);
    give(std::move(last));
  }

  void give(base::Result<Hypothesis> hypothesis) {
    const std::lock_guard lock(sink_mutex_);
    if (sink_) sink_(std::move(hypothesis));
  }

  base::TaskRunner& pool_;
  const TaskSlice slice_;
  std::unique_ptr<UtteranceWork> work_;  // the running task's own
  std::stop_source closed_;

  std::mutex mutex_;  // for what follows, up to the next blank line
  std::vector<std::int16_t> waiting_;
  std::optional<base::TimePoint> finished_at_;
  bool is_scheduled_ = false;  // a task waits or runs
  bool is_running_ = false;
  bool is_ended_ = false;

  std::mutex sink_mutex_;  // held while the sink is called
  SttSink sink_;
};

class PooledStream final : public SttStream {
 public:
  explicit PooledStream(std::shared_ptr<Tasks> tasks) : tasks_(std::move(tasks)) {}
  ~PooledStream() override { tasks_->close(); }
  PooledStream(const PooledStream&) = delete;
  PooledStream& operator=(const PooledStream&) = delete;

  void accept(std::span<const std::int16_t> pcm) override { tasks_->accept(pcm); }
  void finish() override { tasks_->finish(); }

 private:
  std::shared_ptr<Tasks> tasks_;
};

}  // namespace

std::unique_ptr<SttStream> make_pooled_stream(base::TaskRunner& pool, TaskSlice slice,
                                              std::unique_ptr<UtteranceWork> work, SttSink sink) {
  return std::make_unique<PooledStream>(
      std::make_shared<Tasks>(pool, slice, std::move(work), std::move(sink)));
}

}  // namespace hotpin::engine
