#pragma once

#include <cstddef>
#include <utility>

#include "dialog/turn/listening.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// What the client is told of the speech in the utterance under way. Pure; a part of the turn
/// machine.
class SpeechReport {
 public:
  explicit SpeechReport(Effects& effects) : effects_(effects) {}

  /// `at_samples`: the place of its first sample in the connection's audio.
  void begin_utterance(std::size_t at_samples) {
    begins_at_ = at_samples;
    is_started_ = false;
  }
  void started(const Listening& heard) {
    if (std::exchange(is_started_, true)) return;
    effects_.push_back(TellSpeechStarted{heard.turn, begins_at_ + heard.speech_begin});
  }
  /// The utterance ends. Told only of speech whose start was.
  void stopped(const Listening& heard) {
    if (!std::exchange(is_started_, false)) return;
    effects_.push_back(TellSpeechStopped{heard.turn, begins_at_ + heard.speech_end});
  }

 private:
  Effects& effects_;
  std::size_t begins_at_ = 0;
  bool is_started_ = false;
};

}  // namespace hotpin::dialog
