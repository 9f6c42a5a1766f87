#include "dialog/endpointer.hpp"

#include <algorithm>
#include <cmath>

#include "dialog/turn_text.hpp"

namespace hotpin::dialog {
namespace {

/// Evidence is in log-odds that the turn is over. The weights were fitted to recorded English of
/// several voices with pauses put into it (bench/endpointing.cpp), sentences held back in turn, and
/// rounded.
constexpr double kText = -0.4;        // of words that could end here, before anything else is known
constexpr double kComma = -1;         // the recogniser expects more behind words that could end
constexpr double kFade = 0.6;         // per factor e, from 100 ms
constexpr double kDrop = 0.1;         // per dB, from 6 dB
constexpr double kSyllable = 0.5;     // per 100 ms that the last syllable rings, from 150 ms
constexpr double kPitch = -0.5;       // per semitone
constexpr double kLanguage = 1.1;     // per unit of the model's own log-odds
constexpr double kVoiceAlone = -0.6;  // voices deceive where no model has judged the words
/// The model's log-odds that tell nothing: it seldom knows which word comes next.
constexpr double kUndecided = -1.4;

constexpr double kSamplesPerMs = 16;
/// Of a silence, with patience 1: behind a finished turn, a doubtful one, an unfinished one, digits
/// or letters that are being dictated, and words that say that more comes. A pause is up to 0.2 s
/// longer to the detector than to the speaker, whose voice fades into it.
constexpr double kFinishedMs = 288;
constexpr double kDoubtfulMs = 1250;
constexpr double kUnfinishedMs = 1440;
constexpr double kDictatedMs = 1600;
constexpr double kAnnouncedMs = 2000;
/// Log-odds: what counts as finished, and how far below that doubt ends.
constexpr double kFinished = 0.5;
constexpr double kDoubt = 2.5;
/// How much the bar rises with each doubling of patience.
constexpr double kBarPerDoubling = 1.3;
/// Less speech than this is no sentence, whatever was recognised.
constexpr std::size_t kLeastSpeech = 16 * 250;

double of_text(TextEnding ending) {
  switch (ending) {
    case TextEnding::answer:
      return 2.9;
    case TextEnding::sentence:
    case TextEnding::question:
    case TextEnding::unknown:
      return 0;
    case TextEnding::many_digits:
      return -0.2;
    case TextEnding::fragment:
      return -1.5;
    case TextEnding::place:
    case TextEnding::one_word:
      return -2.5;
    case TextEnding::clause:
    case TextEnding::unlikely:
      return -3;
    case TextEnding::nothing:
    case TextEnding::leaning:
    case TextEnding::few_digits:
    case TextEnding::hesitation:
      break;
  }
  return -8;  // no other evidence outweighs it
}

/// Words that could end here.
bool is_sentence(TextEnding ending) {
  return ending == TextEnding::sentence || ending == TextEnding::question ||
         ending == TextEnding::fragment;
}

/// A question may end high.
double of_voice(const VoiceCues& voice, TextEnding ending) {
  const double fade = std::clamp(std::log(std::max(voice.fade_ms, 20.0) / 100), -1.5, 1.2);
  const double drop = std::clamp(voice.drop_db, 0.0, 20.0) - 6;
  const double syllable = (std::clamp(voice.last_syllable_ms, 0.0, 400.0) - 150) / 100;
  const double highest = ending == TextEnding::question ? 0.5 : 4;
  const double pitch = std::clamp(voice.pitch_st.value_or(0.5), -3.0, highest);
  return kFade * fade + kDrop * drop + kSyllable * syllable + kPitch * pitch;
}

double of_language(double probability) {
  const double p = std::clamp(probability, 0.0, 1.0);
  const double own = std::clamp(std::log((p + 1e-4) / (1 - p + 1e-4)), -4.0, 2.5);
  return kLanguage * (own - kUndecided);
}

double log_odds(const SpeechSoFar& speech, TextEnding ending) {
  double sum = kText + of_text(ending);
  if (is_sentence(ending) && speech.text.ends_with(',')) sum += kComma;
  if (ending != TextEnding::answer && speech.speech_samples > 0 &&
      speech.speech_samples < kLeastSpeech)
    sum -= 2;
  if (speech.voice) sum += of_voice(*speech.voice, ending);
  // A whole answer and half a sentence are rules, and no model's guess.
  if (ending == TextEnding::answer || ending == TextEnding::clause) return sum;
  if (speech.end_probability) sum += of_language(*speech.end_probability);
  else if (speech.voice) sum += kVoiceAlone;
  return sum;
}

double silence_ms(const SpeechSoFar& speech, double patience) {
  const TextEnding ending = ending_of(speech.text);
  if (ending == TextEnding::hesitation) return kAnnouncedMs * patience;
  if (ending == TextEnding::few_digits) return kDictatedMs * patience;
  const double bar = kFinished + kBarPerDoubling * std::log2(patience);
  const double below = bar - log_odds(speech, ending);
  if (below <= 0) return kFinishedMs;
  const double doubt = std::min(below / kDoubt, 1.0);
  return (kDoubtfulMs + doubt * (kUnfinishedMs - kDoubtfulMs)) * patience;
}

}  // namespace

std::optional<double> patience_named(std::string_view name) {
  if (name == "quick") return 0.85;
  if (name == "default") return 1;
  if (name == "patient") return 1.4;
  return std::nullopt;
}

std::size_t silence_to_end(const SpeechSoFar& speech, const EndpointerOptions& options) {
  const double patience = std::clamp(options.patience, 0.25, 4.0);
  const double samples = silence_ms(speech, patience) * kSamplesPerMs;
  const std::size_t most = std::max(options.least_samples, options.most_samples);
  return std::clamp(static_cast<std::size_t>(samples), options.least_samples, most);
}

}  // namespace hotpin::dialog
