// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// What the server and the program hotpin-espeak say to each other over a socket pair: messages of
/// a Header and its payload, in the byte order of the machine. One job at a time.
namespace hotpin::espeak_wire {

inline constexpr int kSocket = 3;  ///< the child's end, as a file descriptor
/// 100 ms of PCM are 4.4 KB, the IPA of the longest text a few KB.
inline constexpr std::uint32_t kMaxPayloadBytes = 64 * 1024;
inline constexpr std::size_t kMaxTextBytes = 1000;  ///< of a line; engine::kMaxPhraseBytes
/// A job over this is stuck: the child's own alarm ends it. Real ones take milliseconds.
inline constexpr unsigned kJobLimitS = 10;

enum class Kind : std::uint32_t {
  // To the child. Payload: "voice\nspeed pitch volume\ntext", the text UTF-8 without NUL.
  speak = 1,
  phonemes = 2,  ///< of each line of the text by itself
  voices = 8,    ///< the payload's parts are empty
  // From the child: ready once, before all else; then for each job any number of pcm with one
  // sounds behind them, or one text; then done or failed.
  ready = 3,   ///< payload: the sample rate in Hz as a uint32
  pcm = 4,     ///< mono s16
  sounds = 9,  ///< any number of Sound, in order
  text = 5,    ///< IPA in UTF-8, a line for each; of voices: "id\tname\tlanguage language"
  done = 6,    ///< no payload
  failed = 7,  ///< payload: one sentence
};

struct Header {
  Kind kind{};
  std::uint32_t payload_bytes = 0;
};

/// A phoneme of what was spoken.
struct Sound {
  std::uint32_t sample = 0;    ///< of the job's PCM, where it begins
  std::uint8_t is_first = 0;   ///< of what espeak-ng takes for a word: "of the" is one
  std::array<char, 11> ipa{};  ///< UTF-8, zeros behind it
};
static_assert(sizeof(Sound) == 16);
/// Of one job; what is more is left out. The longest text has about 1500.
inline constexpr std::size_t kMaxSounds = kMaxPayloadBytes / sizeof(Sound);

}  // namespace hotpin::espeak_wire
