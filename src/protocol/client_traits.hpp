#pragma once

#include <cstdint>
#include <limits>

#include "audio/listening_rate.hpp"

namespace hotpin::protocol {

/// What a protocol's clients are like, for the conversation: told with Hello.
struct ClientTraits {
  enum class Delivery {
    streamed,  ///< the client plays audio as it comes
    whole      ///< it is given a reply in one piece: nothing is heard before the reply's end
  };
  Delivery delivery = Delivery::streamed;
  /// Rates of the samples in AudioIn and AudioOut, 8000 to 48000 Hz.
  std::uint32_t in_hz = audio::kListeningHz;
  std::uint32_t out_hz = audio::kListeningHz;
  /// Most audio sent ahead of what has been heard, in ms, in push-to-talk and hands-free. Infinite:
  /// as soon as it is made.
  double lead_ms = std::numeric_limits<double>::infinity();
  double hands_free_lead_ms = std::numeric_limits<double>::infinity();
  /// Longest time without audio in the middle of a reply, in ms; a little silence is sent then.
  double longest_gap_ms = std::numeric_limits<double>::infinity();
  bool ends_when_heard = false;    ///< a turn ends when it has been heard, not when it was sent
  bool answers_every_end = false;  ///< an EndOfSpeech is answered, also when nothing was said
  bool tells_speech = false;       ///< it is told where speech begins and ends in push-to-talk too
  bool can_resume = false;         ///< it may come back with a ResumeWish
};

}  // namespace hotpin::protocol
