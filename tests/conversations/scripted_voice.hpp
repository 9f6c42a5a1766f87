#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/executor.hpp"
#include "engine/stt.hpp"

namespace hotpin::tests {

/// What a person says, as audio that the recogniser below knows again: each utterance has a level
/// of its own.
class ScriptedVoice {
 public:
  static constexpr std::int16_t kNoise = 20'000;  ///< a cough: loud, and no words

  /// So much of 16 kHz audio in which `text` is said at an even pace; no text is a cough.
  std::vector<std::int16_t> say(const std::string& text, std::size_t samples);
  /// The words of one of these of which `heard` of its samples were heard.
  struct Said {
    std::string text;
    std::size_t samples;
  };
  const Said* find(std::int16_t level) const;

 private:
  std::vector<Said> said_;
};

/// Recognises a ScriptedVoice: word by word as it is said, `takes` after it was asked. Levels above
/// 500 are speech to its voice detector, in windows of 32 ms.
std::unique_ptr<engine::Stt> make_scripted_stt(std::shared_ptr<const ScriptedVoice> voice,
                                               std::shared_ptr<base::Executor> executor,
                                               base::Duration takes);

}  // namespace hotpin::tests
