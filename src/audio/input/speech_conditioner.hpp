#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/input/high_pass.hpp"
#include "audio/input/voice_gain.hpp"

namespace hotpin::audio {

/// What is done to 16 kHz sound before anything listens to it: offset and rumble are taken out, and
/// a quiet voice is lifted (VoiceGain). A few microseconds for 20 ms. Owned by one connection.
class SpeechConditioner {
 public:
  using Pcm = std::vector<std::int16_t>;

  /// Appends. Quiet sound may come later; in order, and all of it.
  void push(std::span<const std::int16_t> in, Pcm& out) {
    clean_.clear();
    high_pass_.process(in, clean_);
    gain_.push(clean_, out);
  }
  /// The utterance ends: nothing waits any more, and the next push() begins anew.
  void finish(Pcm& out) {
    gain_.flush(out);
    restart();
  }
  void restart() {
    gain_ = {};
    high_pass_.restart();
  }
  void set_echo(bool may_be_echo) { gain_.set_echo(may_be_echo); }

 private:
  HighPass high_pass_;
  VoiceGain gain_;
  std::vector<float> clean_;  // kept for its memory
};

}  // namespace hotpin::audio
