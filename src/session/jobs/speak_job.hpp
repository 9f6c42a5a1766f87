#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "dialog/reply_text.hpp"
#include "engine/tts.hpp"
#include "session/jobs/job.hpp"
#include "session/reply/output_rate.hpp"
#include "session/voice_choice.hpp"

namespace hotpin::session {

/// A text spoken, phrase by phrase, with the pauses of a reply between them. A phrase is begun when
/// the one before is sent and the client has taken nearly all there is.
class SpeakJob final : public Job {
 public:
  static constexpr bool kIsTurn = true;
  /// Sound that the socket has not taken; above it no phrase is begun.
  static constexpr double kMostUnsentMs = 10'000;

  SpeakJob(Context context, const protocol::Speak& request);
  ~SpeakJob() override { stop_.request_stop(); }

  base::Status check() const override;
  void start() override;

 private:
  /// What the voice's thread hands over.
  struct Sound {
    std::vector<std::int16_t> pcm{};
    std::optional<base::Result<engine::TtsDone>> end{};  ///< nothing of the phrase comes behind it
  };

  void go_on();
  void make_phrase();
  engine::TtsSink sink();
  void on_sound(std::size_t number, Sound sound);
  void send(std::vector<std::int16_t> pcm);
  void watch(std::size_t number, base::Duration wait);

  const OutputRate rate_;
  const ChosenVoice voice_;
  std::string text_;                    // until it is started
  std::deque<dialog::Phrase> phrases_;  // the first is the one being made; bound: the text's
  std::stop_source stop_;
  std::size_t number_ = 0;                   // of the phrase being made, from 1 on
  std::optional<base::TimePoint> asked_at_;  // for it; none while none is being made
  double audio_ms_ = 0;                      // of it
  double pause_ms_ = 0;                      // owed before the next phrase
};

}  // namespace hotpin::session
