#pragma once

#include <cstddef>
#include <string_view>

namespace hotpin::dialog {

struct EndpointerOptions {
  std::size_t least_samples = 300 * 16;
  std::size_t most_samples = 2000 * 16;
  double patience = 1;
};

struct SpeechSoFar {
  std::string_view text;
  std::size_t speech_samples = 0;
};

/// How long a silence ends the turn.
std::size_t silence_to_end(const SpeechSoFar& so_far, const EndpointerOptions& options);

}  // namespace hotpin::dialog
