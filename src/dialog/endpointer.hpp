#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

/// When has the user finished? At a pause the words so far, how the voice fell silent and, where a
/// language model is at hand, how likely it thinks the sentence's end, are added up to how long the
/// silence must last. Pure: no clock; time is samples of 16 kHz. Any thread.
namespace hotpin::dialog {

struct EndpointerOptions {
  std::size_t least_samples = 16 * 256;  ///< no shorter silence ends a turn
  std::size_t most_samples = 16 * 2000;  ///< a silence this long always does
  /// 1 is made for pauses of up to 1.2 s inside a sentence. Less answers sooner and cuts in more
  /// often, more the other way round.
  double patience = 1;
};

/// The patience that "quick", "default" or "patient" stands for; nothing for other words.
std::optional<double> patience_named(std::string_view name);

/// How the voice fell silent, as audio::voice_ending() measures it.
struct VoiceCues {
  double fade_ms = 0;
  double drop_db = 0;
  double last_syllable_ms = 0;
  std::optional<double> pitch_st;
};

/// A turn at a pause.
struct SpeechSoFar {
  /// All that was recognised of the turn, with punctuation and capitals or without. Empty when the
  /// recogniser has not answered yet.
  std::string_view text;
  /// Windows that held speech; 0 when it is not known.
  std::size_t speech_samples = 0;
  std::optional<VoiceCues> voice = {};
  /// A language model's probability that a sentence ends behind `text` without its last mark: what
  /// it gives to ".", "?", "!" and its own end of turn together.
  std::optional<double> end_probability = {};
};

/// The silence since the last speech, in samples, that ends the turn. Between the options' bounds.
std::size_t silence_to_end(const SpeechSoFar& speech, const EndpointerOptions& options);

}  // namespace hotpin::dialog
