#include "engine/pooled_stt.hpp"

#include <algorithm>
#include <cstdlib>
#include <deque>

#include "base/worker_pool.hpp"
#include "conformance/stt_contract.hpp"
#include "support/fuse.hpp"

namespace hotpin::tests {
namespace {

constexpr std::size_t kWindow = 100;

/// Speech is what is loud.
class LevelVad final : public engine::Vad {
 public:
  std::string_view name() const override { return "level"; }
  std::size_t window_samples() const override { return kWindow; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::VadStream> open() override { return std::make_unique<Stream>(); }

 private:
  class Stream final : public engine::VadStream {
   public:
    bool is_speech(std::span<const std::int16_t> window) override {
      return std::any_of(window.begin(), window.end(),
                         [](std::int16_t sample) { return std::abs(int{sample}) > 100; });
    }
  };
};

/// Hears the word "so" for each stretch of loud samples.
class CountingWork final : public engine::UtteranceWork {
 public:
  std::optional<engine::Hypothesis> hear(std::span<const std::int16_t> window, bool /*is_speech*/,
                                         const std::stop_token& /*closed*/) override {
    const std::string before = text_;
    take(window);
    if (text_ == before) return std::nullopt;
    return engine::Hypothesis{.text = text_, .speech_end = speech_end_};
  }
  std::optional<engine::Hypothesis> peek(const std::stop_token& /*closed*/) override {
    return engine::Hypothesis{.text = text_, .speech_end = speech_end_, .is_settled = true};
  }
  base::Result<engine::Hypothesis> end(std::span<const std::int16_t> rest,
                                       const std::stop_token& /*closed*/) override {
    take(rest);
    return engine::Hypothesis{.text = text_, .is_final = true, .speech_end = speech_end_};
  }

 private:
  void take(std::span<const std::int16_t> pcm) {
    for (const std::int16_t sample : pcm) {
      ++samples_;
      const bool is_loud = std::abs(int{sample}) > 100;
      if (is_loud && !was_loud_) text_ += text_.empty() ? "so" : " so";
      if (is_loud) speech_end_ = samples_;
      was_loud_ = is_loud;
    }
  }

  std::string text_;
  std::size_t samples_ = 0;
  std::size_t speech_end_ = 0;
  bool was_loud_ = false;
};

class CountingStt final : public engine::Stt {
 public:
  std::string_view name() const override { return "counting"; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    return engine::make_pooled_stream(pool_, vad_, std::make_unique<CountingWork>(),
                                      std::move(sink), 250);
  }

 private:
  LevelVad vad_;
  base::WorkerPool pool_{{.name = "stt", .threads = 3}};
};

std::vector<std::int16_t> bursts() {
  std::vector<std::int16_t> pcm(8000);
  for (std::size_t i = 0; i < pcm.size(); ++i) pcm[i] = i % 1000 < 300 ? 1000 : 0;
  return pcm;
}

INSTANTIATE_TEST_SUITE_P(PooledStream, SttContract,
                         testing::Values(SttCase{[] { return std::make_shared<CountingStt>(); },
                                                 bursts}));

/// Keeps its tasks until it is told to run them; takes `room` at once.
struct HeldTasks final : base::TaskRunner {
  bool try_post(base::Task task, base::Priority priority) override {
    if (tasks.size() >= room) return false;
    if (priority == base::Priority::urgent) ++urgent;
    tasks.push_back(std::move(task));
    return true;
  }
  void run_all() {
    while (!tasks.empty()) {
      const base::Task task = std::move(tasks.front());
      tasks.pop_front();
      task();
    }
  }
  std::deque<base::Task> tasks;
  std::size_t room = 10;
  int urgent = 0;
};

TEST(PooledStream, TakesNoTaskForLessThanAWindowButAtTheEnd) {
  HeldTasks pool;
  LevelVad vad;
  const auto recorder = std::make_shared<SttRecorder>();
  const auto stream =
      engine::make_pooled_stream(pool, vad, std::make_unique<CountingWork>(), recorder->sink());
  stream->accept(std::vector<std::int16_t>(99, 1000));
  EXPECT_TRUE(pool.tasks.empty());
  stream->accept(std::vector<std::int16_t>(1, 1000));
  EXPECT_EQ(pool.tasks.size(), 1U);
  pool.run_all();
  stream->accept(std::vector<std::int16_t>(10, 1000));
  EXPECT_TRUE(pool.tasks.empty());
  stream->finish();
  EXPECT_EQ(pool.urgent, 1) << "somebody waits";
  pool.run_all();
  EXPECT_EQ(recorder->last().text, "so");
  EXPECT_EQ(recorder->last().speech_end, 110U);
}

TEST(PooledStream, AnswersWhoAsksForTheWordsSoFarBeforeOthersAreServed) {
  HeldTasks pool;
  LevelVad vad;
  const auto recorder = std::make_shared<SttRecorder>();
  const auto stream =
      engine::make_pooled_stream(pool, vad, std::make_unique<CountingWork>(), recorder->sink());
  stream->accept(std::vector<std::int16_t>(150, 1000));
  stream->peek();
  EXPECT_EQ(pool.urgent, 1);
  pool.run_all();
  EXPECT_EQ(recorder->settled(), "so");
  EXPECT_EQ(recorder->activity().heard, 100U);
  EXPECT_EQ(recorder->activity().speech_end, 100U);
  stream->peek();
  stream->finish();
  pool.run_all();
  EXPECT_EQ(recorder->ends(), 1);
  EXPECT_TRUE(recorder->was_orderly());
}

TEST(PooledStream, TellsOfAPauseThatLiesInsideOneTask) {
  HeldTasks pool;
  LevelVad vad;
  std::vector<engine::VoiceActivity> told;
  const auto stream = engine::make_pooled_stream(
      pool, vad, std::make_unique<CountingWork>(), [&](const engine::SttEvent& event) {
        if (const auto* activity = std::get_if<engine::VoiceActivity>(&event)) {
          told.push_back(*activity);
        }
      });
  stream->accept(bursts());
  pool.run_all();
  ASSERT_EQ(told.size(), 17U);  // eight bursts, each with a beginning and an end; the task's end
  EXPECT_EQ(told[1].speech_end, 300U);
  EXPECT_EQ(told[2].speech_end, 1100U);
  EXPECT_EQ(told.back().speech, 8 * 300U);
}

TEST(PooledStream, TellsHowTheVoiceFellSilentWhileItIsSilent) {
  HeldTasks pool;
  LevelVad vad;
  const auto recorder = std::make_shared<SttRecorder>();
  const auto stream =
      engine::make_pooled_stream(pool, vad, std::make_unique<CountingWork>(), recorder->sink());
  const auto hear = [&](std::size_t samples, std::int16_t level) {
    stream->accept(std::vector<std::int16_t>(samples, level));
    pool.run_all();
  };
  hear(16000, 1000);
  hear(1500, 0);
  EXPECT_FALSE(recorder->activity().ending) << "too soon to know the room";
  hear(100, 0);
  EXPECT_TRUE(recorder->activity().ending);
  hear(100, 1000);
  EXPECT_FALSE(recorder->activity().ending);
}

TEST(PooledStream, LosesNothingWhileThePoolIsFull) {
  HeldTasks pool;
  LevelVad vad;
  const auto recorder = std::make_shared<SttRecorder>();
  const auto stream =
      engine::make_pooled_stream(pool, vad, std::make_unique<CountingWork>(), recorder->sink());
  pool.room = 0;
  for (int i = 0; i < 5; ++i) stream->accept(bursts());
  pool.room = 10;
  stream->finish();
  pool.run_all();
  EXPECT_EQ(recorder->last().text.size(), 40 * 3 - 1U);
  EXPECT_TRUE(recorder->was_orderly());
}

class ThrowingVad final : public engine::Vad {
 public:
  explicit ThrowingVad(Fuse& fuse) : fuse_(fuse) {}
  std::string_view name() const override { return "throwing"; }
  std::size_t window_samples() const override { return kWindow; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::VadStream> open() override {
    fuse_.count();
    return std::make_unique<Stream>(fuse_);
  }

 private:
  struct Stream final : engine::VadStream {
    explicit Stream(Fuse& given) : fuse(given) {}
    bool is_speech(std::span<const std::int16_t>) override {
      fuse.count();
      return true;
    }
    Fuse& fuse;
  };
  Fuse& fuse_;
};

class ThrowingWork final : public engine::UtteranceWork {
 public:
  explicit ThrowingWork(Fuse& fuse) : fuse_(fuse) {}
  std::optional<engine::Hypothesis> hear(std::span<const std::int16_t>, bool,
                                         const std::stop_token&) override {
    fuse_.count();
    return std::nullopt;
  }
  std::optional<engine::Hypothesis> peek(const std::stop_token&) override {
    fuse_.count();
    return engine::Hypothesis{.text = "so"};
  }
  base::Result<engine::Hypothesis> end(std::span<const std::int16_t>,
                                       const std::stop_token&) override {
    fuse_.count();
    return engine::Hypothesis{.text = "so", .is_final = true};
  }

 private:
  Fuse& fuse_;
};

TEST(PooledStream, WhateverThrowsEndsTheUtteranceWithOneError) {
  int at = 1;
  for (bool has_blown = true; has_blown; ++at) {
    Fuse fuse{at};
    ThrowingVad vad(fuse);
    const auto recorder = std::make_shared<SttRecorder>();
    base::WorkerPool pool({.name = "stt", .threads = 1});
    {
      const auto stream = engine::make_pooled_stream(
          pool, vad, std::make_unique<ThrowingWork>(fuse), recorder->sink());
      stream->accept(std::vector<std::int16_t>(350, 1000));
      stream->peek();
      stream->accept(std::vector<std::int16_t>(350, 1000));
      stream->finish();
      EXPECT_TRUE(recorder->wait()) << at;
    }
    has_blown = fuse.has_blown;
    EXPECT_EQ(recorder->ends(), 1) << at;
    EXPECT_EQ(recorder->error(), has_blown ? "stt_failed" : "") << at;
  }
  EXPECT_GT(at, 15) << "a detector opened, seven windows of detector and recogniser, two words";
}

TEST(PooledStream, AnEndThatThePoolRefusesIsToldOnce) {
  HeldTasks pool;
  LevelVad vad;
  pool.room = 0;
  const auto recorder = std::make_shared<SttRecorder>();
  const auto stream =
      engine::make_pooled_stream(pool, vad, std::make_unique<CountingWork>(), recorder->sink());
  stream->accept(bursts());
  stream->finish();
  EXPECT_EQ(recorder->error(), "overloaded");
  EXPECT_TRUE(recorder->was_orderly());
}

}  // namespace
}  // namespace hotpin::tests
