#pragma once

#include <cstddef>
#include <cstdint>

/// What the server and the program hotpin-espeak say to each other over a socket pair: messages of
/// a Header and its payload, in the byte order of the machine. One job at a time.
namespace hotpin::espeak_wire {

inline constexpr int kSocket = 3;  ///< the child's end, as a file descriptor
inline constexpr std::uint32_t kMaxPayloadBytes = 64 * 1024;
/// A job over this is stuck: the child's own alarm ends it. Real ones take milliseconds.
inline constexpr unsigned kJobLimitS = 10;

enum class Kind : std::uint32_t {
  // To the child. Payload: "voice\nwords-a-minute\ntext", the text UTF-8.
  speak = 1,
  phonemes = 2,
  // From the child, any number of pieces, then done or failed.
  pcm = 3,     ///< mono s16
  text = 4,    ///< IPA in UTF-8
  done = 5,    ///< payload: the sample rate as a uint32
  failed = 6,  ///< payload: one sentence
};

struct Header {
  Kind kind{};
  std::uint32_t payload_bytes = 0;
};

}  // namespace hotpin::espeak_wire
