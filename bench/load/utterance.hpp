#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace hotpin::bench {

/// What a simulated user says once, and the sound of the room around it. 16 kHz mono.
struct Utterance {
  std::string name;
  std::vector<std::int16_t> speech;  ///< its last sample is the last that holds speech
  /// How the recording itself goes on while it is quiet, at most 1 s; runs into the tone.
  std::vector<std::int16_t> fading;
  /// The recording's room tone, a loop without a seam; not empty. Silence where it has no pause.
  std::vector<std::int16_t> tone;

  /// The sample `index` behind the last speech sample, for ever.
  std::int16_t behind_speech(std::size_t index) const;
  /// As it goes over the wire, little endian, with so many samples behind the speech.
  std::string wire_bytes(std::size_t samples_behind) const;
};

/// Samples [begin, end) of a recording as an utterance. Speech ends with the last sample above 2 %
/// of the stretch's peak (as peers/pipecat_bot/measure.py has it) and above twice the room tone's.
/// Error "bad_file": nothing in it is loud.
base::Result<Utterance> cut_utterance(std::string name, std::span<const std::int16_t> recording,
                                      std::size_t begin, std::size_t end);

/// Each of `words` is a WAV file, FILE@BEGIN-END (milliseconds of it), or a folder whose *.wav are
/// taken by name. Error "bad_file" names what is wrong.
base::Result<std::vector<Utterance>> load_utterances(const std::vector<std::string>& words);

}  // namespace hotpin::bench
