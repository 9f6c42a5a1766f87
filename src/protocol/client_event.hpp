#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace hotpin::protocol {

/// What a client may say, whatever its wire protocol.

/// The first message. A plain value; `session_id` has been checked (protocol/session_id.hpp).
struct Hello {
  std::string session_id;
  bool wants_events = false;
  std::string token;  ///< empty when none was sent
};

/// Microphone audio in any slicing: 16 kHz mono s16, whole samples (the codec joins odd bytes).
struct AudioIn {
  std::vector<std::int16_t> pcm;
};

/// The user has finished speaking.
struct EndOfSpeech {};

/// Forget this conversation's history.
struct ResetRequested {};

/// Well formed, but not known: ignored, as the prototype did.
struct Unknown {};

using ClientEvent = std::variant<Hello, AudioIn, EndOfSpeech, ResetRequested, Unknown>;

}  // namespace hotpin::protocol
