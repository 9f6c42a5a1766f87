#pragma once

#include <cstddef>

#include "dialog/endpointer.hpp"

namespace hotpin::dialog {

/// One millisecond of the user's audio, in samples.
inline constexpr std::size_t kMs = 16;

/// How the turns of a conversation are taken, from the settings.
struct TurnRules {
  std::size_t max_utterance_samples = 60'000 * kMs;
  EndpointerOptions endpointing{};
  bool peeks = true;         ///< the recogniser is asked at pauses already
  bool begins_ahead = true;  ///< and the answer worked out
  bool reads_ahead = false;  ///< the model reads the words while they are being said
  /// The client's own end of speech behind an utterance that hit its cap is a turn without words:
  /// some clients stay locked until it is answered. For others it is dropped.
  bool answers_every_end = false;
};

}  // namespace hotpin::dialog
