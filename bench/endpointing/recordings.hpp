#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

/// Recorded speech, cut to sentences and joined again with pauses.
namespace hotpin::bench {

using Pcm = std::vector<std::int16_t>;

/// 0 without values.
double quantile(std::vector<double> values, double share);

/// A WAV file as 16 kHz mono; empty and named on stderr when it cannot be read.
Pcm load(const std::string& path);
/// Its quietest 150 ms.
Pcm room_of(const Pcm& pcm);

/// From the last sound of a word to the first of the next, in samples.
struct Gap {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One sentence as somebody said it, 16 kHz, with a little of the room before and behind.
struct Sentence {
  std::string recording;
  Pcm pcm;
  std::size_t speech_end = 0;  ///< behind its last audible sample
  Pcm room;                    ///< the recording's own room tone
  std::vector<Gap> gaps;       ///< between two words, once they are known
};

/// Those of the files that are there; a missing one is named on stderr.
std::vector<Sentence> load_sentences(const std::string& parts, const std::string& shared);

/// Where the sound is weakest between two louder sounds: at a gap between words, or inside a word.
std::vector<Gap> weak_places(const Sentence& sentence);

/// The sentence is over at `end` at the latest: what sounds behind it is none of its speaker's.
void end_speech_at(Sentence& sentence, std::size_t end);

/// A sentence with pauses inside it.
struct Turn {
  std::string recording;
  Pcm pcm;
  std::size_t speech_end = 0;
  std::vector<std::size_t> pauses;  ///< lengths in samples
};

/// `count` turns: the sentences one after the other, one or two of their gaps each, pauses drawn
/// uniformly from 0.2 to 1.2 s.
std::vector<Turn> join(const std::vector<Sentence>& sentences, std::size_t count,
                       std::uint64_t seed);

/// `samples` of room tone that begin and end anywhere in it.
Pcm room_tone(std::span<const std::int16_t> room, std::size_t samples, std::mt19937_64& random);

}  // namespace hotpin::bench
