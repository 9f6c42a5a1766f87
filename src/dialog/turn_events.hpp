#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "dialog/endpointer.hpp"
#include "dialog/turn/turn_rules.hpp"

namespace hotpin::dialog {

using base::TurnId;

// What happens. All spans are samples of the user's 16 kHz audio: the conversation's only clock.

/// Microphone audio came in. The samples stay valid until the step's effects have been performed.
struct AudioArrived {
  std::span<const std::int16_t> pcm;
  /// It had been given to an utterance that ended before it, and has been counted.
  bool is_again = false;
};
/// What the voice detector found in an utterance so far, from its first sample.
struct VoiceHeard {
  TurnId turn;
  std::size_t heard = 0;                ///< judged so far
  std::size_t speech_end = 0;           ///< behind the last sample with speech; 0 for none
  std::size_t speech = 0;               ///< how many held speech
  std::optional<VoiceCues> voice = {};  ///< how it fell silent, in a pause
};
/// What the recogniser made of an utterance so far.
struct WordsHeard {
  TurnId turn;
  std::string text;
  std::size_t speech_end = 0;  ///< all speech up to it is in the text
  bool is_settled = false;     ///< the final words are these if no speech follows
};
/// How likely a language model thinks it that a sentence ends behind these words.
struct EndJudged {
  TurnId turn;
  std::string text;  ///< as it was asked about
  double probability = 0;
};
/// The user wrote instead of speaking.
struct TextTyped {
  std::string text;
};
/// The client says that the user has finished: the utterance ends, and its answer is wanted.
/// Hands-free, it also ends that.
struct EndOfSpeech {};
/// The utterance under way ends; its words become part of the conversation, and nobody answers them
/// yet. Nothing was collected: nothing happens. Hands-free goes on, and so does a reply.
struct InputCommitted {};
/// An answer to what the conversation holds is wanted: a turn without words of its own. It waits
/// until every committed utterance is recognised, and for older turns that go out or wait; one
/// waits, and a further one is the same one, spoken if the last one said so. What stops the reply
/// that goes out (CancelRequested, an interruption, TextTyped) drops the answer that waits, which
/// ends by StopReply: whoever wants silence, or says something new, does not want it afterwards.
struct AnswerWanted {
  bool speaks = true;  ///< false: it is only written
};
/// What was collected of the utterance under way is thrown away; a reply held for it goes on.
struct InputCleared {};
/// Other rules, from the next input on. They hold for the utterance under way too: its cap counts
/// what was collected before, and what was told or begun under the old rules stays so.
struct RulesChanged {
  TurnRules rules;
};
/// What the user sent is no sound that anybody can listen to. In push-to-talk it stands in place of
/// the EndOfSpeech behind it.
struct UnreadableAudio {
  std::string detail;  ///< for the client
};
/// From here on the end of a turn is found by listening.
struct ListenRequested {};
/// The client wants the reply to stop.
struct CancelRequested {};
/// The recogniser's last word on an utterance; `text` is empty when nothing was said.
struct Recognised {
  TurnId turn;
  std::string text;
};
struct RecognitionFailed {
  TurnId turn;
};
/// A phrase of the reply goes out.
struct ReplySays {
  TurnId turn;
  std::string text;
  std::string speech = {};  ///< as the voice reads it
};
/// A held reply has waited too long: the microphone has stopped sending.
struct HoldTimedOut {
  TurnId turn;
};
/// Everything of this turn's reply or notice has been handed on, its terminal message too;
/// hands-free, it has also been played.
struct ReplyEnded {
  TurnId turn;
};
/// The rest of a reply whose connection was lost is here.
struct ReplyFound {};
/// What the conversation remembers is known now, or has changed, or how it is to be answered: an
/// answer that is worked out ahead is begun anew.
struct ContextChanged {};
/// The client wants its history forgotten.
struct ResetRequested {};

using Input =
    std::variant<AudioArrived, VoiceHeard, WordsHeard, EndJudged, TextTyped, EndOfSpeech,
                 InputCommitted, AnswerWanted, InputCleared, RulesChanged, UnreadableAudio,
                 ListenRequested, CancelRequested, Recognised, RecognitionFailed, ReplySays,
                 HoldTimedOut, ReplyEnded, ReplyFound, ContextChanged, ResetRequested>;

// What must be done about it.

/// `is_live`: what is not judged when it ends belongs to the next one.
struct OpenUtterance {
  TurnId turn;
  bool is_live = false;
};
/// These samples of the audio that arrived belong to this utterance. What no Hear takes is dropped.
struct Hear {
  TurnId turn;
  std::span<const std::int16_t> pcm;
};
/// Ask the recogniser for the words so far.
struct Peek {
  TurnId turn;
};
/// Ask a language model how likely a sentence ends behind these words. It may never answer.
struct JudgeEnd {
  TurnId turn;
  std::string text;
};
/// Nothing follows: the recogniser's last word is wanted.
struct CloseUtterance {
  TurnId turn;
  bool takes_rest = false;  ///< all audio belongs to it, also what has not been judged yet
};
/// The words heard so far are the last ones; the recogniser is not asked again.
struct TakeWords {
  TurnId turn;
};
struct DiscardUtterance {
  TurnId turn;
  bool takes_rest = false;  ///< as of CloseUtterance: nothing is left for the next one
};
/// `at_samples`: where the speech began, or ended, in all the connection's audio, whatever became
/// of that.
struct TellSpeechStarted {
  TurnId turn;
  std::size_t at_samples = 0;
};
struct TellSpeechStopped {
  TurnId turn;
  std::size_t at_samples = 0;
};
struct TellWords {
  TurnId turn;
  std::string text;
};
/// Let the model read these words: they are being said, and more will follow.
struct ReadAhead {
  TurnId turn;
  std::string text;
};
/// Work out the answer to these words, for nobody to hear yet. Replaces what was begun before.
struct BeginAhead {
  TurnId turn;
  std::string text;
};
/// It will not be wanted.
struct DropAhead {};
/// The turn has the floor: tell the client that its words are being recognised.
struct AnnounceTurn {
  TurnId turn;
  bool hit_limit = false;  ///< closed by the utterance's cap
};
struct StartReply {
  TurnId turn;
  std::string transcript;
  bool is_begun = false;  ///< by the last BeginAhead
};
/// The words of a committed utterance, in the order of the commits, each once. They belong to the
/// conversation unless the history was forgotten up to their turn. The turn ends with this.
struct KeepWords {
  TurnId turn;
  std::string text;        ///< empty: nothing was said
  bool failed = false;     ///< nobody could recognise it
  bool hit_limit = false;  ///< closed by the utterance's cap
};
/// Answer what the conversation holds, as a turn without a transcript.
struct StartAnswer {
  TurnId turn;
  bool speaks = true;
};
enum class Notice { not_understood, failed, busy, unreadable };
inline constexpr std::size_t kNotices = 4;
/// Say a fixed short sentence as this turn's reply.
struct SpeakNotice {
  TurnId turn;
  Notice notice;
  std::string detail = {};  ///< for the client, of what was unreadable
};
/// Somebody may be interrupting: nothing more of the reply goes out until it is known.
struct HoldReply {
  TurnId turn;
};
struct ResumeReply {
  TurnId turn;
};
/// The turn ends here and now, whatever was said of it; it may not have begun.
struct StopReply {
  enum class Why { interrupted, cancelled };
  TurnId turn;
  Why why = Why::interrupted;
  bool has_begun = true;  ///< false: it waited, and nobody was told of it
};
/// The reply that was found is said, as a turn of its own.
struct RestoreReply {
  TurnId turn;
};
struct ForgetHistory {
  TurnId up_to;  ///< of the turns begun so far, the newest
};
/// The client asks for more than will ever be answered.
struct CloseClient {
  std::string reason;
};

using Effect =
    std::variant<OpenUtterance, Hear, Peek, JudgeEnd, CloseUtterance, TakeWords, DiscardUtterance,
                 TellSpeechStarted, TellSpeechStopped, TellWords, ReadAhead, BeginAhead, DropAhead,
                 AnnounceTurn, StartReply, KeepWords, StartAnswer, SpeakNotice, HoldReply,
                 ResumeReply, StopReply, RestoreReply, ForgetHistory, CloseClient>;
using Effects = std::vector<Effect>;

}  // namespace hotpin::dialog
