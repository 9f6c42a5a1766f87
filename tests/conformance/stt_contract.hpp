#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/utf8.hpp"
#include "engine/context.hpp"
#include "engine/stt.hpp"

namespace hotpin::tests {

/// Collects what one stream says. Shared with its sink, which may outlive the test's interest.
class SttRecorder : public std::enable_shared_from_this<SttRecorder> {
 public:
  engine::SttSink sink() {
    return [self = shared_from_this()](const engine::SttEvent& event) { self->take(event); };
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, std::chrono::seconds(120), [this] { return ends_ > 0; });
  }
  /// From now on a call is a fault: the stream is gone.
  void close() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  engine::Hypothesis last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  std::string error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }
  std::size_t partials() const {
    const std::lock_guard lock(mutex_);
    return partials_;
  }
  engine::VoiceActivity activity() const {
    const std::lock_guard lock(mutex_);
    return activity_;
  }
  /// Most samples between two tellings of activity.
  std::size_t longest_wait() const {
    const std::lock_guard lock(mutex_);
    return longest_wait_;
  }
  /// The text of the last partial that was settled.
  std::optional<std::string> settled() const {
    const std::lock_guard lock(mutex_);
    return settled_;
  }
  int ends() const {
    const std::lock_guard lock(mutex_);
    return ends_;
  }
  bool was_orderly() const {
    const std::lock_guard lock(mutex_);
    return orderly_;
  }

 private:
  void take(const engine::SttEvent& event) {
    const std::lock_guard lock(mutex_);
    if (is_closed_ || ends_ > 0) orderly_ = false;
    std::visit([this](const auto& what) { note(what); }, event);
    ended_.notify_all();
  }

  void note(const engine::VoiceActivity& activity) {
    orderly_ = orderly_ && activity.heard > activity_.heard && activity.speech <= activity.heard &&
               activity.speech_end <= activity.heard && activity.speech >= activity_.speech &&
               activity.speech_end >= activity_.speech_end;
    longest_wait_ = std::max(longest_wait_, activity.heard - activity_.heard);
    activity_ = activity;
  }
  void note(const engine::Hypothesis& hypothesis) {
    last_ = hypothesis;
    const bool has_control = std::any_of(last_.text.begin(), last_.text.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20;
    });
    orderly_ = orderly_ && !has_control && base::is_valid_utf8(last_.text);
    if (hypothesis.is_settled) settled_ = hypothesis.text;
    if (hypothesis.is_final) ++ends_;
    else ++partials_;
  }
  void note(const base::Error& error) {
    error_ = error.code;
    ++ends_;
  }

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  engine::Hypothesis last_;
  std::string error_;
  engine::VoiceActivity activity_;
  std::size_t longest_wait_ = 0;
  std::optional<std::string> settled_;
  std::size_t partials_ = 0;
  int ends_ = 0;
  bool is_closed_ = false;
  bool orderly_ = true;
};

/// One utterance as a microphone brings it. `piece` is the samples of a packet.
inline std::shared_ptr<SttRecorder> transcribe(engine::Stt& stt, std::span<const std::int16_t> pcm,
                                               std::size_t piece = 320) {
  auto recorder = std::make_shared<SttRecorder>();
  const auto stream = stt.open(recorder->sink());
  for (std::size_t at = 0; at < pcm.size(); at += piece) {
    stream->accept(pcm.subspan(at, std::min(piece, pcm.size() - at)));
  }
  stream->finish();
  EXPECT_TRUE(recorder->wait());
  return recorder;
}

/// What every recogniser must do. A test of an engine names a factory of it, and an utterance of
/// some seconds with words in it, in INSTANTIATE_TEST_SUITE_P.
struct SttCase {
  std::function<std::shared_ptr<engine::Stt>()> make;
  std::function<std::vector<std::int16_t>()> speech;
};

class SttContract : public testing::TestWithParam<SttCase> {
 protected:
  std::shared_ptr<engine::Stt> stt_ = GetParam().make();
  const std::vector<std::int16_t> speech_ = GetParam().speech();
  const std::vector<std::int16_t> silence_ = std::vector<std::int16_t>(2 * engine::kInputRateHz);
};

TEST_P(SttContract, SpeechGivesOneFinalText) {
  EXPECT_TRUE(stt_->warm_up());
  const auto recorder = transcribe(*stt_, speech_);
  EXPECT_EQ(recorder->error(), "");
  EXPECT_TRUE(recorder->was_orderly());
  EXPECT_TRUE(recorder->last().is_final);
  EXPECT_FALSE(recorder->last().text.empty());
  EXPECT_GT(recorder->last().speech_end, 0U);
  EXPECT_LE(recorder->last().speech_end, speech_.size());
  EXPECT_GE(recorder->last().compute_ms, 0);
}

TEST_P(SttContract, NoSpeechIsAnEmptyText) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, silence_.size()}) {
    const auto recorder = transcribe(*stt_, std::span(silence_).first(length));
    EXPECT_EQ(recorder->error(), "");
    EXPECT_EQ(recorder->last().text, "");
    EXPECT_EQ(recorder->last().speech_end, 0U);
    EXPECT_EQ(recorder->partials(), 0U);
  }
}

TEST_P(SttContract, VoiceActivityTellsWhenSpeechPauses) {
  std::vector<std::int16_t> pcm = speech_;
  pcm.insert(pcm.end(), silence_.begin(), silence_.end());
  const auto recorder = transcribe(*stt_, pcm);
  EXPECT_TRUE(recorder->was_orderly());
  const engine::VoiceActivity activity = recorder->activity();
  EXPECT_GT(activity.heard + engine::kInputRateHz / 5, pcm.size());
  EXPECT_GT(activity.speech, 0U);
  EXPECT_LT(activity.speech_end, speech_.size() + engine::kInputRateHz / 2);
  EXPECT_LE(recorder->longest_wait(), engine::kInputRateHz / 5);
}

TEST_P(SttContract, AskingForTheWordsSoFarChangesNothing) {
  std::vector<std::int16_t> pcm = speech_;
  pcm.insert(pcm.end(), silence_.begin(), silence_.begin() + 3200);
  const std::string whole = transcribe(*stt_, pcm)->last().text;
  const auto recorder = std::make_shared<SttRecorder>();
  const auto stream = stt_->open(recorder->sink());
  const std::size_t middle = pcm.size() / 2;
  stream->accept(std::span(pcm).first(middle));
  stream->peek();
  stream->accept(std::span(pcm).subspan(middle));
  stream->peek();
  stream->finish();
  ASSERT_TRUE(recorder->wait());
  EXPECT_TRUE(recorder->was_orderly());
  EXPECT_EQ(recorder->last().text, whole);
  // A peek that finish() overtook is not answered.
  const std::string settled = recorder->settled().value_or("");
  EXPECT_EQ(whole.substr(0, std::min<std::size_t>(2, settled.size())), settled.substr(0, 2));
}

TEST_P(SttContract, TheSizeOfThePacketsIsAllOne) {
  const std::string whole = transcribe(*stt_, speech_, speech_.size())->last().text;
  for (const std::size_t piece : {7U, 511U, 16000U}) {
    EXPECT_EQ(transcribe(*stt_, speech_, piece)->last().text, whole) << piece;
  }
}

TEST_P(SttContract, NothingComesFromAStreamThatIsGone) {
  std::vector<std::shared_ptr<SttRecorder>> recorders;
  for (int round = 0; round < 8; ++round) {
    recorders.push_back(std::make_shared<SttRecorder>());
    auto stream = stt_->open(recorders.back()->sink());
    stream->accept(speech_);
    if (round % 2 == 0) stream->finish();
    stream.reset();
    recorders.back()->close();
  }
  transcribe(*stt_, speech_);  // what was begun before it has had its time
  for (const auto& recorder : recorders) {
    EXPECT_TRUE(recorder->was_orderly());
    EXPECT_LE(recorder->ends(), 1);
  }
}

TEST_P(SttContract, DestructionWaitsForASinkCallUnderWay) {
  std::atomic<bool> entered = false;
  std::atomic<bool> going = false;
  std::atomic<bool> left = false;
  auto stream = stt_->open([&](const engine::SttEvent& event) {
    if (std::holds_alternative<engine::VoiceActivity>(event)) return;  // may come inside accept()
    entered = true;
    while (!going) std::this_thread::yield();
    for (int i = 0; i < 10000; ++i) std::this_thread::yield();  // room to get it wrong
    left = true;
  });
  stream->accept(speech_);
  stream->finish();
  while (!entered) std::this_thread::yield();
  going = true;
  stream.reset();
  EXPECT_TRUE(left);
}

TEST_P(SttContract, UtterancesSideBySideGetTheirOwnWords) {
  const std::string alone = transcribe(*stt_, speech_)->last().text;
  std::vector<std::string> heard(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    threads.emplace_back([&, i] {
      transcribe(*stt_, silence_);
      heard[i] = transcribe(*stt_, speech_)->last().text;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : heard) EXPECT_EQ(text, alone);
}

}  // namespace hotpin::tests
