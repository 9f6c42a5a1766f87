#pragma once

#include <llama.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/voice_ending.hpp"
#include "endpointing/recordings.hpp"
#include "engine/vad.hpp"
#include "engines/sherpa/recogniser.hpp"

/// What the engines make of a turn, as a session has it when it must decide.
namespace hotpin::bench {

/// The embedded model's opinion whether a sentence is over. One thread.
class Language {
 public:
  /// Null when the model cannot be loaded.
  static std::unique_ptr<Language> load(const std::string& model_file);
  /// Of `text` without its last mark, as the user's words behind the default persona.
  double end_probability(const std::string& text);

 private:
  struct Free {
    void operator()(llama_model* it) const { llama_model_free(it); }
    void operator()(llama_context* it) const { llama_free(it); }
  };
  Language() = default;
  std::vector<llama_token> tokens_of(const std::string& text) const;
  bool decode(std::vector<llama_token> tokens);

  std::unique_ptr<llama_model, Free> model_;
  std::unique_ptr<llama_context, Free> context_;
  std::vector<bool> is_end_;  // of each token
  std::size_t prefix_ = 0;
  std::vector<llama_token> cached_;  // behind the prefix
};

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

/// All such silences of a turn. Times are the thread's own: what a free core would need.
std::vector<Silence> listen(const Turn& turn, engine::Vad& vad,
                            engines::sherpa::Recogniser& recogniser, Language* language);

/// Keeps of weak_places() those between two words: the recogniser hears what follows one as the
/// last words of the sentence, and no sentence ends there. Noise behind the sentence, which the
/// detector does not take for speech, is cut off.
void find_gaps(Sentence& sentence, engine::Vad& vad, engines::sherpa::Recogniser& recogniser);

}  // namespace hotpin::bench
