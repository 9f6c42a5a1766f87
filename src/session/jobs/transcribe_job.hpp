#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>

#include "audio/input/audio_input.hpp"
#include "engine/context.hpp"
#include "engine/stt.hpp"
#include "session/jobs/job.hpp"

namespace hotpin::session {

/// The words in audio of any length. A recogniser takes one utterance a stream, so the audio is cut
/// into stretches, each with a stream of its own: where somebody has spoken and is silent again,
/// and where a stretch gets too long, which may be in the middle of a word. The recogniser is given
/// little more than it has judged, so that the place of a cut is known before the audio is gone.
class TranscribeJob final : public Job {
 public:
  static constexpr bool kIsTurn = true;
  /// So much silence behind speech ends a stretch: 600 ms.
  static constexpr std::size_t kPause = engine::kInputRateHz / 5 * 3;
  /// A stretch is no longer from where somebody speaks, nor than Options::max_utterance_samples.
  static constexpr std::size_t kLongest = 25 * engine::kInputRateHz;
  /// One is being recognised while the next is listened to; more audio waits.
  static constexpr std::size_t kMostStreams = 2;
  /// Audio that waits; beyond it the job ends with kJobBusy, as the client does not stop.
  static constexpr std::size_t kMostWaiting = 60 * engine::kInputRateHz;

  /// Without audio for so long a job that expects more has ended.
  static constexpr base::Duration kMostQuiet = std::chrono::minutes(1);

  TranscribeJob(Context context, const protocol::Transcribe& request);

  base::Status check() const override { return check_rate(in_hz_); }
  void start() override {
    audio_came_ = now();
    watch();
  }
  void hear(std::span<const std::int16_t> pcm) override;
  void end_input() override;
  double waiting_ms() const override;

 private:
  struct Stretch {
    std::uint64_t number = 0;
    std::unique_ptr<engine::SttStream> stream{};
    std::size_t begin = 0;  // in the whole audio; in samples, as all of this
    std::size_t fed = 0;    // to the stream
    engine::VoiceActivity voice{};
    std::optional<std::size_t> speech_begin{};
    base::TimePoint progress{};  // when it last gave something, or was given something
    bool is_finished = false;    // the stream is given no more
    std::optional<protocol::JobText> words{};
  };

  void take(std::span<const std::int16_t> pcm);
  std::size_t waiting() const { return audio_begin_ + audio_.size() - next_; }
  bool is_listening() const { return !stretches_.empty() && !stretches_.back().is_finished; }
  void pump();
  bool feed();
  std::size_t most_fed(const Stretch& stretch) const;
  static std::size_t silence_before(const Stretch& stretch);
  void open();
  void give(Stretch& stretch, std::size_t count);
  void finish(Stretch& stretch);
  void drop_judged();
  void on_event(std::uint64_t number, engine::SttEvent event);
  void on_voice(Stretch& stretch, const engine::VoiceActivity& voice);
  void on_words(Stretch& stretch, const engine::Hypothesis& words);
  void tell_words();
  void watch();
  void look();

  const std::uint32_t in_hz_;
  const std::size_t longest_;
  audio::AudioInput input_;
  std::deque<std::int16_t> audio_;  // at 16 kHz; kMostWaiting and what is not judged
  std::size_t audio_begin_ = 0;     // of its first sample, in the whole audio
  std::size_t next_ = 0;            // in the whole audio: the next that a recogniser is given
  std::deque<Stretch> stretches_;   // kMostStreams; only the last may be listening
  std::uint64_t opened_ = 0;
  base::TimePoint audio_came_{};
  bool is_whole_ = false;  // no more audio comes
};

}  // namespace hotpin::session
