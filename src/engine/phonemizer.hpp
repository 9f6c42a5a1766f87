#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace hotpin::engine {

/// Text to phonemes, for voices that are trained on them. Shared by all; thread-safe; blocks for
/// about a millisecond, so it is called on the tts pool.
class Phonemizer {
 public:
  virtual ~Phonemizer() = default;
  /// IPA in UTF-8 for one phrase, clause marks (, . ? ! ; :) kept where they stood. `voice` is an
  /// espeak-ng voice name such as "en-us".
  virtual base::Result<std::string> phonemes(std::string_view text, std::string_view voice) = 0;
  /// The same for each of the words of a phrase by itself, as many as they are.
  virtual base::Result<std::vector<std::string>> phonemes_of_each(
      const std::vector<std::string>& words, std::string_view voice) = 0;
};

}  // namespace hotpin::engine
