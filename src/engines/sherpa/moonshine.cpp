#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/executor.hpp"
#include "engine/context.hpp"
#include "engine/stt.hpp"
#include "engine/vad.hpp"
#include "engines/sherpa/recogniser.hpp"
#include "engines/sherpa/stretch_cutter.hpp"
#include "engines/sherpa/transcript.hpp"

namespace hotpin::engines::sherpa {
namespace {

/// Audio that waits for the pool; above it the newest is dropped. Sessions cap utterances far
/// below.
constexpr std::size_t kMaxWaitingSamples = 600 * engine::kInputRateHz;
/// Audio taken up at once: between two such slices others have their turn.
constexpr std::size_t kSliceSamples = engine::kInputRateHz;

struct Parts {
  std::shared_ptr<Recogniser> recogniser;
  engine::Vad& vad;
  base::TaskRunner& pool;
};

/// One utterance's work on the pool, one task at a time. Shared by the stream and its tasks, so
/// that a stream can go while a task runs.
class Work : public std::enable_shared_from_this<Work> {
 public:
  Work(Parts parts, engine::SttSink sink) : parts_(std::move(parts)), sink_(std::move(sink)) {}

  void accept(std::span<const std::int16_t> pcm) {
    const std::lock_guard lock(mutex_);
    const std::size_t room = kMaxWaitingSamples - std::min(kMaxWaitingSamples, waiting_.size());
    waiting_.insert(waiting_.end(), pcm.begin(),
                    pcm.begin() + static_cast<std::ptrdiff_t>(std::min(room, pcm.size())));
    // A full pool takes it with the next piece, or at the end.
    if (!is_scheduled_) is_scheduled_ = post(base::Priority::normal);
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
    const std::lock_guard lock(sink_mutex_);
    is_closed_ = true;
  }

 private:
  bool post(base::Priority priority) {
    return parts_.pool.try_post([self = shared_from_this()] { self->run(); }, priority);
  }

  void run() {
    std::vector<std::int16_t> slice;
    std::optional<base::TimePoint> ended;
    {
      const std::lock_guard lock(mutex_);
      if (is_running_ || is_ended_) return;  // finish() posted a second task
      is_running_ = true;
      const std::size_t count = std::min(kSliceSamples, waiting_.size());
      slice.assign(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
      waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
      if (waiting_.empty()) ended = finished_at_;
      is_ended_ = ended.has_value();
    }
    if (is_closed()) return;
    hear(slice);
    if (ended) return end(*ended);
    const std::lock_guard lock(mutex_);
    is_running_ = false;
    const bool has_more = !waiting_.empty() || finished_at_;
    is_scheduled_ =
        has_more && post(finished_at_ ? base::Priority::urgent : base::Priority::normal);
    if (has_more && finished_at_ && !is_scheduled_) {
      is_ended_ = true;  // though a task of before finish() may still wait
      give(base::Error{"overloaded", "too many recognitions wait"});
    }
  }

  void hear(std::span<const std::int16_t> slice) {
    if (!vad_) vad_ = parts_.vad.open();  // here, since it may load a model
    rest_.insert(rest_.end(), slice.begin(), slice.end());
    const std::size_t size = parts_.vad.window_samples();
    std::size_t at = 0;
    for (; at + size <= rest_.size(); at += size) {
      const auto window = std::span<const std::int16_t>(rest_).subspan(at, size);
      const auto stretch = cutter_.push(window, vad_->is_speech(window));
      if (stretch && recognise(*stretch))
        give(engine::Hypothesis{text_, false, cutter_.speech_end(), 0});
    }
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  /// Whether it added words.
  bool recognise(const StretchCutter::Stretch& stretch) {
    if (is_closed() || failure_) return false;
    auto heard = parts_.recogniser->recognise(stretch.pcm);
    if (!heard) {
      failure_ = heard.error();
      return false;
    }
    const std::string words = tidy(*heard);
    if (is_made_up(words, static_cast<double>(stretch.speech) / engine::kInputRateHz)) return false;
    text_ += (text_.empty() ? "" : " ") + words;
    return true;
  }

  void end(base::TimePoint ended_at) {
    if (const auto stretch = cutter_.finish()) recognise(*stretch);
    vad_.reset();
    if (failure_) return give(*failure_);
    const double compute_ms = base::to_ms(std::chrono::steady_clock::now() - ended_at);
    give(engine::Hypothesis{text_, true, text_.empty() ? 0 : cutter_.speech_end(), compute_ms});
  }

  void give(base::Result<engine::Hypothesis> hypothesis) {
    const std::lock_guard lock(sink_mutex_);
    if (!is_closed_) sink_(std::move(hypothesis));
  }

  bool is_closed() {
    const std::lock_guard lock(sink_mutex_);
    return is_closed_;
  }

  const Parts parts_;

  std::mutex mutex_;  // for what follows, up to the next blank line
  std::vector<std::int16_t> waiting_;
  std::optional<base::TimePoint> finished_at_;
  bool is_scheduled_ = false;  // a task waits or runs
  bool is_running_ = false;
  bool is_ended_ = false;

  std::mutex sink_mutex_;  // held while the sink is called
  engine::SttSink sink_;
  bool is_closed_ = false;

  // The task's own.
  std::unique_ptr<engine::VadStream> vad_;
  StretchCutter cutter_;
  std::vector<std::int16_t> rest_;  // less than a window
  std::string text_;
  std::optional<base::Error> failure_;
};

class MoonshineStream final : public engine::SttStream {
 public:
  explicit MoonshineStream(std::shared_ptr<Work> work) : work_(std::move(work)) {}
  ~MoonshineStream() override { work_->close(); }
  MoonshineStream(const MoonshineStream&) = delete;
  MoonshineStream& operator=(const MoonshineStream&) = delete;

  void accept(std::span<const std::int16_t> pcm) override { work_->accept(pcm); }
  void finish() override { work_->finish(); }

 private:
  std::shared_ptr<Work> work_;
};

class MoonshineStt final : public engine::Stt {
 public:
  explicit MoonshineStt(Parts parts) : parts_(std::move(parts)) {}

  std::string_view name() const override { return "moonshine"; }

  base::Status warm_up() override {
    const std::vector<std::int16_t> second(engine::kInputRateHz);
    const auto heard = parts_.recogniser->recognise(second);
    if (!heard) return heard.error();
    return base::ok();
  }

  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    return std::make_unique<MoonshineStream>(std::make_shared<Work>(parts_, std::move(sink)));
  }

 private:
  const Parts parts_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Stt>> make_moonshine_stt(const engine::Context& context) {
  const base::Settings& settings = context.settings;
  const std::string folder = settings.is_given("HOTPIN_STT_MODEL_PATH")
                                 ? settings.text("HOTPIN_STT_MODEL_PATH")
                                 : settings.text("HOTPIN_MODELS_DIR") + "/moonshine-tiny-en";
  auto recogniser = Recogniser::load(folder);
  if (!recogniser) return recogniser.error();
  return std::unique_ptr<engine::Stt>(std::make_unique<MoonshineStt>(
      Parts{std::move(*recogniser), *context.vad, context.stt_pool}));
}

}  // namespace hotpin::engines::sherpa
