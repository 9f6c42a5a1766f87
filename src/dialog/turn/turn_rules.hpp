#pragma once

#include <cstddef>

#include "dialog/endpointer.hpp"

namespace hotpin::dialog {

/// One millisecond of the user's audio, in samples.
inline constexpr std::size_t kMs = 16;

/// How the turns of a conversation are taken, from the settings and the client's wishes.
struct TurnRules {
  std::size_t max_utterance_samples = 60'000 * kMs;
  EndpointerOptions endpointing{};
  bool peeks = true;         ///< the recogniser is asked at pauses already
  bool begins_ahead = true;  ///< and the answer worked out
  bool reads_ahead = false;  ///< the model reads the words while they are being said
  /// The client's own end of speech behind an utterance that hit its cap is a turn without words:
  /// some clients stay locked until it is answered. For others it is dropped.
  bool answers_every_end = false;
  /// False: a turn that the server ends, by listening or at the cap, is only committed, and is
  /// answered when an answer is wanted. The client's own EndOfSpeech wants one always.
  bool answers_turns = true;
  /// False: speech during a reply neither holds nor stops it. Hands-free it is a turn of its own,
  /// which waits for the reply's end as in push-to-talk; so the client must cancel the echo.
  bool is_interruptible = true;
  /// In push-to-talk too the client is told when speech starts and stops; hands-free it always is.
  bool tells_speech = false;
};

}  // namespace hotpin::dialog
