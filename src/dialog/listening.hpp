#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// One millisecond of the user's audio, in samples.
inline constexpr std::size_t kMs = 16;

/// What is known of the utterance that is being listened to. A plain value of the turn machine's.
struct Listening {
  /// Less speech than this is a click or a breath.
  static constexpr std::size_t kLeastSpeech = 120 * kMs;
  /// The voice detector may take so much more or less for speech without a word's difference: two
  /// of its windows.
  static constexpr std::size_t kSlack = 64 * kMs;

  TurnId turn{};
  std::size_t collected = 0;  ///< samples taken
  std::size_t heard = 0;
  std::size_t speech_begin = 0;  ///< about where the first speech was found
  std::size_t speech_end = 0;
  std::size_t speech = 0;

  std::string text{};
  std::size_t text_end = 0;  ///< the speech that the text holds; 0 when nothing was recognised yet
  std::size_t text_heard = 0;  ///< how far the recogniser had listened for it
  bool is_settled = false;
  std::optional<VoiceCues> cues{};          ///< how the voice fell silent
  std::optional<double> end_probability{};  ///< of a sentence's end behind the text

  std::size_t peeked_end = 0;     ///< speech_end when the recogniser was last asked
  std::size_t peeked_speech = 0;  ///< speech when it was last asked
  std::size_t peeks = 0;          ///< how often
  std::size_t asked_speech = 0;   ///< speech when it was last asked while it went on
  std::string read{};             ///< of the text, what the model was given while it went on
  std::size_t begun_ahead = 0;    ///< answers begun before the turn's end
  bool has_failed = false;        ///< the recogniser
  bool is_told = false;           ///< the client knows that somebody speaks

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
  bool asked_about_this() const { return peeked_end != 0 && speech_end <= peeked_end + kSlack; }

  void note(const VoiceHeard& voice) {
    const bool is_more = voice.speech > speech;
    heard = voice.heard;
    if (speech == 0 && voice.speech > 0) speech_begin = voice.speech_end;
    speech_end = voice.speech_end;
    speech = voice.speech;
    // A breath behind the words changes nothing of how they ended.
    const bool is_known = cues && words_are_current();
    if ((voice.voice || is_more) && !is_known) cues = voice.voice;
  }
  void note(const WordsHeard& words) {
    if (words.text != text) end_probability.reset();
    text = words.text;
    // Nothing heard in noise is an answer too: it covers what was asked about.
    text_end = words.speech_end != 0 ? words.speech_end : peeked_end;
    text_heard = std::max(heard, text_end);
    is_settled = words.is_settled;
  }
};

}  // namespace hotpin::dialog
