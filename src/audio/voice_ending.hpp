#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace hotpin::audio {

/// How a voice sounds where it fell silent. Speakers let a finished sentence fade and sink: its
/// last syllables are quieter and longer than the loudest before, and lie at the bottom of the
/// voice's range. Where they only pause, the voice breaks off.
struct VoiceEnding {
  double fade_ms = 0;           ///< from the last loud sound to the last audible one
  double drop_db = 0;           ///< loudest of the last 200 ms under the loudest of all
  double last_syllable_ms = 0;  ///< from the last syllable's loudest moment to the last audible one
  /// Semitones of the last voiced sounds above the lowest tenth of all; none when there is too
  /// little voice to tell.
  std::optional<double> pitch_st;
};

/// `pcm` is 16 kHz mono: the speech up to a pause with the first 100 ms of the pause or more behind
/// it; what lies more than 3 s before its end is not looked at. Nothing when no voice stands out of
/// the room. Under 2 ms of work. Pure; any thread.
std::optional<VoiceEnding> voice_ending(std::span<const std::int16_t> pcm);

}  // namespace hotpin::audio
