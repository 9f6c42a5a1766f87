#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/settings.hpp"
#include "support/speech/steady_voice.hpp"

namespace hotpin::app {
class Runtime;
}

namespace hotpin::tests {

/// The embedded voice, made steady, and recogniser in the test's own process: questions are spoken
/// with the one, and answers recognised again with the other.
class SpeechLab {
 public:
  SpeechLab();
  ~SpeechLab();
  /// 16 kHz mono, with a little silence behind. Empty when the voice fails.
  std::vector<std::int16_t> say(const std::string& text);
  std::string hear(std::span<const std::int16_t> pcm);

  /// The voice's folder, for a server that is to speak with it too.
  std::string voice_folder() const { return voice_.folder(); }

 private:
  SteadyVoice voice_;
  base::Settings settings_;  // the engines read it
  std::unique_ptr<app::Runtime> runtime_;
};

}  // namespace hotpin::tests
