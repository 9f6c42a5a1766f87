#include "engine/pooled_stt.hpp"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "audio/faded_voice.hpp"
#include "base/clock.hpp"
#include "base/diagnostics/faults.hpp"
#include "engine/context.hpp"

namespace hotpin::engine {
namespace {

constexpr std::size_t kMaxWaitingSamples = 600 * kInputRateHz;
/// Activity is told at least this often.
constexpr std::size_t kTellEvery = kInputRateHz / 10;
/// What audio::voice_ending() looks at.
constexpr std::size_t kRecentSamples = 3 * kInputRateHz;
/// Silence behind speech in which audio::voice_ending() finds the room.
constexpr std::size_t kEndingPause = 96 * kInputRateHz / 1000;

double ms_since(base::TimePoint point) {
  return base::to_ms(std::chrono::steady_clock::now() - point);
}

/// The utterance as its tasks see it, one at a time: window by window through the detector.
class Listener {
 public:
  Listener(Vad& vad, std::unique_ptr<UtteranceWork> work) : vad_(vad), work_(std::move(work)) {}

  template <typename Give>
  void hear(std::span<const std::int16_t> pcm, const std::stop_token& closed, Give give) {
    if (!stream_) stream_ = vad_.open();  // here, since it may load a model
    rest_.insert(rest_.end(), pcm.begin(), pcm.end());
    const std::size_t size = vad_.window_samples();
    std::size_t at = 0;
    for (; at + size <= rest_.size() && !closed.stop_requested(); at += size) {
      const auto window = std::span<const std::int16_t>(rest_).subspan(at, size);
      const bool is_speech = voice_.is_speech(window, stream_->is_speech(window));
      note(window, is_speech);
      if (is_speech != was_speech_ || activity_.heard - told_ >= kTellEvery) tell(give);
      was_speech_ = is_speech;
      if (auto heard = work_->hear(window, is_speech, closed)) give(std::move(*heard));
    }
    if (at > 0 && told_ != activity_.heard) tell(give);
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  std::optional<Hypothesis> peek(const std::stop_token& closed) { return work_->peek(closed); }
  base::Result<Hypothesis> end(const std::stop_token& closed) {
    base::Result<Hypothesis> last = work_->end(rest_, closed);
    work_.reset();
    stream_.reset();
    return last;
  }

 private:
  void note(std::span<const std::int16_t> window, bool is_speech) {
    activity_.heard += window.size();
    if (is_speech) {
      activity_.speech += window.size();
      activity_.speech_end = activity_.heard;
      activity_.ending.reset();
    }
    keep_recent(window);
    const std::size_t quiet = activity_.speech == 0 ? 0 : activity_.heard - activity_.speech_end;
    const bool is_long_enough_now = quiet >= kEndingPause && quiet < kEndingPause + window.size();
    if (is_long_enough_now) activity_.ending = audio::voice_ending(recent_);
  }
  /// Nothing while nobody has spoken: an open microphone costs no memory.
  void keep_recent(std::span<const std::int16_t> pcm) {
    if (activity_.speech == 0) return;
    recent_.insert(recent_.end(), pcm.begin(), pcm.end());
    if (recent_.size() < 2 * kRecentSamples) return;
    recent_.erase(recent_.begin(), recent_.end() - static_cast<std::ptrdiff_t>(kRecentSamples));
  }
  void tell(const auto& give) {
    told_ = activity_.heard;
    give(activity_);
  }

  Vad& vad_;
  std::unique_ptr<UtteranceWork> work_;
  std::unique_ptr<VadStream> stream_;
  audio::FadedVoice voice_;
  std::vector<std::int16_t> rest_;    // less than a window
  std::vector<std::int16_t> recent_;  // bound: twice kRecentSamples
  VoiceActivity activity_;
  std::size_t told_ = 0;  // activity_.heard when it was last given
  bool was_speech_ = false;
};

/// Shared by the stream and its tasks, so that a stream can go while a task runs.
class Tasks : public std::enable_shared_from_this<Tasks> {
 public:
  Tasks(base::TaskRunner& pool, Vad& vad, std::unique_ptr<UtteranceWork> work, SttSink sink,
        std::size_t task_samples)
      : pool_(pool),
        least_(vad.window_samples()),
        most_(task_samples),
        listener_(vad, std::move(work)),
        sink_(std::move(sink)) {}

  void accept(std::span<const std::int16_t> pcm) {
    const std::lock_guard lock(mutex_);
    const std::size_t room = kMaxWaitingSamples - std::min(kMaxWaitingSamples, waiting_.size());
    waiting_.insert(waiting_.end(), pcm.begin(),
                    pcm.begin() + static_cast<std::ptrdiff_t>(std::min(room, pcm.size())));
    // A full pool takes it with the next piece, or at the end.
    if (!is_scheduled_ && has_work()) is_scheduled_ = post(base::Priority::normal);
  }

  void peek() {
    const std::lock_guard lock(mutex_);
    is_peek_wanted_ = true;
    // Somebody may be about to wait for it, so not behind what others are still saying.
    if (!is_running_ && post(base::Priority::urgent)) is_scheduled_ = true;
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
  struct Portion {
    std::vector<std::int16_t> pcm;
    bool peek = false;
    std::optional<base::TimePoint> ended;
  };

  bool has_work() const {
    return finished_at_ || is_peek_wanted_ || unheard_ + waiting_.size() >= least_;
  }

  bool post(base::Priority priority) {
    return pool_.try_post([self = shared_from_this()] { self->run(); }, priority);
  }

  /// Nothing when another task is at it: finish() and peek() post a second one.
  std::optional<Portion> take() {
    const std::lock_guard lock(mutex_);
    if (is_running_ || is_ended_) return std::nullopt;
    is_running_ = true;
    Portion portion;
    const auto last =
        waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(most_, waiting_.size()));
    portion.pcm.assign(waiting_.begin(), last);
    waiting_.erase(waiting_.begin(), last);
    unheard_ = (unheard_ + portion.pcm.size()) % least_;
    if (!waiting_.empty()) return portion;
    portion.peek = std::exchange(is_peek_wanted_, false);
    portion.ended = finished_at_;
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
    give(base::Error{"stt_failed", "the recogniser failed"});
  }

  void work() {
    const std::optional<Portion> portion = take();
    const std::stop_token closed = closed_.get_token();
    if (!portion || closed.stop_requested()) return;
    const base::TimePoint began = std::chrono::steady_clock::now();
    listener_.hear(portion->pcm, closed, [this](SttEvent event) { give(std::move(event)); });
    if (portion->ended) return end(*portion->ended, began);
    if (portion->peek) {
      if (auto heard = listener_.peek(closed)) {
        heard->total_ms = busy_ms_ + ms_since(began);
        give(std::move(*heard));
      }
    }
    busy_ms_ += ms_since(began);
    go_on();
  }

  void go_on() {
    const std::lock_guard lock(mutex_);
    is_running_ = false;
    const bool is_urgent = finished_at_ || is_peek_wanted_;
    is_scheduled_ = has_work() && post(is_urgent ? base::Priority::urgent : base::Priority::normal);
    if (finished_at_ && !is_scheduled_) {
      is_ended_ = true;  // though a task of before finish() may still wait
      give(base::Error{"overloaded", "too many recognitions wait"});
    }
  }

  void end(base::TimePoint finished_at, base::TimePoint began) {
    base::Result<Hypothesis> last = listener_.end(closed_.get_token());
    if (!last) return give(last.error());
    last->compute_ms = ms_since(finished_at);
    last->total_ms = busy_ms_ + ms_since(began);
    give(std::move(*last));
  }

  void give(SttEvent event) {
    const std::lock_guard lock(sink_mutex_);
    if (sink_) sink_(std::move(event));
  }

  base::TaskRunner& pool_;
  const std::size_t least_;  // less audio waits for more, until the utterance ends
  const std::size_t most_;   // of one task
  Listener listener_;        // the running task's own
  double busy_ms_ = 0;       // the same: what the tasks before it took
  std::stop_source closed_;

  std::mutex mutex_;  // for what follows, up to the next blank line
  std::vector<std::int16_t> waiting_;
  std::size_t unheard_ = 0;  // samples the listener keeps until its window is full
  std::optional<base::TimePoint> finished_at_;
  bool is_peek_wanted_ = false;
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
