#include "dialog/turn/listening.hpp"

namespace hotpin::dialog {

void Listening::note(const VoiceHeard& voice) {
  const bool is_more = voice.speech > speech;
  heard = voice.heard;
  if (speech == 0) speech_begin = voice.speech_end - std::min(voice.speech, voice.speech_end);
  speech_end = voice.speech_end;
  speech = voice.speech;
  // A breath behind the words changes nothing of how they ended.
  const bool is_known = cues && words_are_current();
  if ((voice.voice || is_more) && !is_known) cues = voice.voice;
}

void Listening::note(const WordsHeard& words) {
  if (words.text != text) end_probability.reset();
  text = words.text;
  text_end = words.speech_end;
  text_heard = std::max(heard, text_end);
  is_settled = words.is_settled;
}

std::size_t Listening::silence_wanted(const EndpointerOptions& options) const {
  if (!words_are_current()) {
    return std::clamp(kSilenceWithoutWords, options.least_samples, options.most_samples);
  }
  if (text.empty()) return options.least_samples;
  return silence_to_end(
      {.text = text, .speech_samples = speech, .voice = cues, .end_probability = end_probability},
      options);
}

}  // namespace hotpin::dialog
