#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "dialog/turn/turn_rules.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// What was heard of the utterance under way. A plain value of the turn machine's.
struct Listening {
  /// Less speech than this is a click or a breath.
  static constexpr std::size_t kLeastSpeech = 120 * kMs;
  /// The voice detector may take so much more or less for speech without a word's difference: two
  /// of its windows.
  static constexpr std::size_t kSlack = 64 * kMs;
  /// Ends a turn whose words are not known: the recogniser tells nothing before the end, or is
  /// late.
  static constexpr std::size_t kSilenceWithoutWords = 1000 * kMs;

  TurnId turn{};
  std::size_t collected = 0;  ///< samples taken
  std::size_t heard = 0;
  std::size_t speech_begin = 0;  ///< about where it began; of no meaning without speech
  std::size_t speech_end = 0;
  std::size_t speech = 0;

  std::string text{};
  std::size_t text_end = 0;  ///< the speech that the text holds; 0 when nothing was recognised yet
  std::size_t text_heard = 0;  ///< how far the recogniser had listened for it
  bool is_settled = false;
  std::optional<VoiceCues> cues{};          ///< how the voice fell silent
  std::optional<double> end_probability{};  ///< of a sentence's end behind the text

  bool has_failed = false;  ///< the recogniser

  std::size_t quiet() const { return speech == 0 ? 0 : heard - speech_end; }
  bool has_speech() const { return speech >= kLeastSpeech; }
  /// What has not been listened to yet counted as speech.
  bool may_have_speech() const {
    return speech + collected - std::min(heard, collected) >= kLeastSpeech;
  }
  /// What was recognised while the speech went on lacks its end, however short.
  bool words_are_current() const {
    return text_end != 0 && speech_end <= text_end + kSlack && speech_end < text_heard;
  }
  /// The final words, should the turn end here.
  bool words_are_final() const { return words_are_current() && (is_settled || text.empty()); }

  void note(const VoiceHeard& voice);
  /// `words.speech_end` is not 0, unless the recogniser was never asked at a pause.
  void note(const WordsHeard& words);
  /// The silence behind the speech so far that ends a turn of hands-free speech.
  std::size_t silence_wanted(const EndpointerOptions& options) const;
};

}  // namespace hotpin::dialog
