#include "engine/pooled_stt.hpp"

#include <mutex>
#include <utility>

#include "base/clock.hpp"
#include "base/diagnostics/faults.hpp"
#include "engine/pooled/closable_sink.hpp"
#include "engine/pooled/pending_speech.hpp"
#include "engine/pooled/utterance_listener.hpp"

namespace hotpin::engine {
namespace {

double ms_since(base::TimePoint point) {
  return base::to_ms(std::chrono::steady_clock::now() - point);
}

/// Shared by the stream and its tasks, so that a stream can go while a task runs.
class Tasks : public std::enable_shared_from_this<Tasks> {
 public:
  Tasks(base::TaskRunner& pool, Vad& vad, std::unique_ptr<UtteranceWork> work, SttSink sink,
        std::size_t task_samples)
      : pool_(pool),
        listener_(vad, std::move(work)),
        sink_(std::move(sink)),
        pending_(vad.window_samples(), task_samples) {}

  void accept(std::span<const std::int16_t> pcm) {
    const std::lock_guard lock(mutex_);
    pending_.add(pcm);
    // A full pool takes it with the next piece, or at the end.
    if (!is_scheduled_ && pending_.has_work()) is_scheduled_ = post(base::Priority::normal);
  }

  void peek() {
    const std::lock_guard lock(mutex_);
    pending_.peek();
    // Somebody may be about to wait for it, so not behind what others are still saying.
    if (!is_running_ && post(base::Priority::urgent)) is_scheduled_ = true;
  }

  void finish() {
    bool refused = false;
    {
      const std::lock_guard lock(mutex_);
      pending_.end(std::chrono::steady_clock::now());
      // Somebody waits now: not behind what others are still saying, where a task may stand.
      if (!is_running_ && !post(base::Priority::urgent)) refused = !is_scheduled_;
      is_scheduled_ = !refused;
    }
    if (refused) sink_.give(base::Error{"overloaded", "too many recognitions wait"});
  }

  void close() {
    closed_.request_stop();
    sink_.close();
  }

 private:
  bool post(base::Priority priority) {
    return pool_.try_post([self = shared_from_this()] { self->run(); }, priority);
  }

  /// Nothing when another task is at it: finish() and peek() post a second one.
  std::optional<PendingSpeech::Portion> take() {
    const std::lock_guard lock(mutex_);
    if (is_running_ || is_ended_) return std::nullopt;
    is_running_ = true;
    PendingSpeech::Portion portion = pending_.take();
    is_ended_ = portion.ended.has_value();
    return portion;
  }

  void run() {
    if (!base::guarded("stt", [this] { work(); })) fail();
  }

  /// Detector or recogniser threw: the utterance is over, and its owner told.
  void fail() {
    {
      const std::lock_guard lock(mutex_);
      is_ended_ = true;
      is_running_ = false;
    }
    sink_.give(base::Error{"stt_failed", "the recogniser failed"});
  }

  void work() {
    const std::optional<PendingSpeech::Portion> portion = take();
    const std::stop_token closed = closed_.get_token();
    if (!portion || closed.stop_requested()) return;
    const base::TimePoint began = std::chrono::steady_clock::now();
    listener_.hear(portion->pcm, closed, sink_);
    if (portion->ended) return end(*portion->ended, began);
    if (portion->peek) {
      if (auto heard = listener_.peek(closed)) {
        heard->total_ms = busy_ms_ + ms_since(began);
        sink_.give(std::move(*heard));
      }
    }
    busy_ms_ += ms_since(began);
    go_on();
  }

  void go_on() {
    const std::lock_guard lock(mutex_);
    is_running_ = false;
    const auto priority = pending_.is_urgent() ? base::Priority::urgent : base::Priority::normal;
    is_scheduled_ = pending_.has_work() && post(priority);
    if (pending_.has_ended() && !is_scheduled_) {
      is_ended_ = true;  // though a task of before finish() may still wait
      sink_.give(base::Error{"overloaded", "too many recognitions wait"});
    }
  }

  void end(base::TimePoint finished_at, base::TimePoint began) {
    base::Result<Hypothesis> last = listener_.end(closed_.get_token());
    if (!last) return sink_.give(last.error());
    last->compute_ms = ms_since(finished_at);
    last->total_ms = busy_ms_ + ms_since(began);
    sink_.give(std::move(*last));
  }

  base::TaskRunner& pool_;
  UtteranceListener listener_;  // the running task's own
  double busy_ms_ = 0;          // the same: what the tasks before it took
  std::stop_source closed_;
  ClosableSink sink_;

  std::mutex mutex_;  // for what follows
  PendingSpeech pending_;
  bool is_scheduled_ = false;  // a task waits or runs
  bool is_running_ = false;
  bool is_ended_ = false;
};

class PooledStream final : public SttStream {
 public:
  explicit PooledStream(std::shared_ptr<Tasks> tasks) : tasks_(std::move(tasks)) {}
  ~PooledStream() override { tasks_->close(); }
  PooledStream(const PooledStream&) = delete;
  PooledStream& operator=(const PooledStream&) = delete;

  void accept(std::span<const std::int16_t> pcm) override { tasks_->accept(pcm); }
  void peek() override { tasks_->peek(); }
  void finish() override { tasks_->finish(); }

 private:
  std::shared_ptr<Tasks> tasks_;
};

}  // namespace

std::unique_ptr<SttStream> make_pooled_stream(base::TaskRunner& pool, Vad& vad,
                                              std::unique_ptr<UtteranceWork> work, SttSink sink,
                                              std::size_t task_samples) {
  return std::make_unique<PooledStream>(
      std::make_shared<Tasks>(pool, vad, std::move(work), std::move(sink), task_samples));
}

}  // namespace hotpin::engine
