#pragma once

#include <string>
#include <vector>

#include "audio/voice_ending.hpp"
#include "endpointing/recordings.hpp"
#include "engine/llm.hpp"
#include "engine/vad.hpp"
#include "engines/sherpa/recogniser.hpp"

/// What the engines make of a turn, as a session has it when it must decide.
namespace hotpin::bench {

/// A silence in a turn, as the voice detector sees it, that was long enough to look at the words.
struct Silence {
  std::size_t begin = 0;  ///< behind the last window that held speech
  std::size_t end = 0;    ///< where speech goes on; the turn's own end for the last
  std::size_t speech = 0;
  std::string text;
  audio::VoiceEnding voice;
  double end_probability = 0;
  double words_ms = 0;     ///< from the silence's beginning to the recogniser's answer
  double language_ms = 0;  ///< the language model's time behind it
};

/// All such silences of a turn. The recogniser's time is its thread's own, what a free core would
/// need; the language model's has its thread's waiting in it.
std::vector<Silence> listen(const Turn& turn, engine::Vad& vad,
                            engines::sherpa::Recogniser& recogniser, engine::Llm* language);

/// Keeps of weak_places() those between two words: the recogniser hears what follows one as the
/// last words of the sentence, and no sentence ends there. Noise behind the sentence, which the
/// detector does not take for speech, is cut off.
void find_gaps(Sentence& sentence, engine::Vad& vad, engines::sherpa::Recogniser& recogniser);

}  // namespace hotpin::bench
