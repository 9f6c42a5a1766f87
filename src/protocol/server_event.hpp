#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "dialog/item.hpp"
#include "protocol/job.hpp"

namespace hotpin::protocol {

/// What the server may say, whatever the client's wire protocol. Everything of a turn carries its
/// id.
using base::TurnId;

struct Connected {
  std::string session_id;
  std::string resume_token{};  ///< for ResumeWish; empty when the server keeps nothing
};

/// When a word was said, from the utterance's first sample.
struct TimedWord {
  std::string text;
  double begin_ms = 0;
  double end_ms = 0;
};

/// Somebody speaks: hands-free, and where ClientTraits::tells_speech wants it always.
struct SpeechStarted {
  TurnId turn;
  double at_ms = 0;  ///< in the audio of the connection
};

/// Nobody speaks any more; hands-free the user has finished, by the server's own judgement.
struct SpeechStopped {
  TurnId turn;
  double at_ms = 0;  ///< the end of the speech, in the audio of the connection
};

/// The words of an utterance that was committed; no answer follows by itself. Its last event.
struct InputKept {
  TurnId turn;
  std::string transcript;              ///< empty: nothing was said
  bool hit_limit = false;              ///< closed by the utterance's cap, not by the client
  std::vector<TimedWord> words{};      ///< as in Thinking
  std::optional<base::Error> fault{};  ///< why nobody knows the words; for the client
};

/// The words so far; later ones may differ.
struct PartialTranscript {
  TurnId turn;
  std::string text;
};

/// The utterance has ended and its last stretch is being recognised.
struct Transcribing {
  TurnId turn;
  bool hit_limit = false;  ///< closed by the utterance's cap, not by the client
};

/// The final words of the user; the model is being asked.
struct Thinking {
  TurnId turn;
  std::string transcript;
  std::vector<TimedWord> words{};  ///< when asked for (HOTPIN_STT_WORDS), of recognisers that know
  bool has_image = false;          ///< a picture goes with them
};

/// The first phrase's audio is ready and follows at once.
struct SpeakingStarted {
  TurnId turn;
  std::string text;  ///< the first phrase
};

/// A later phrase whose audio follows.
struct PhraseSpoken {
  TurnId turn;
  std::string text;
};

/// Of an answer that is text alone, its next words; joined they are the answer.
struct TextWritten {
  TurnId turn;
  std::string text;
};

/// Mono s16 of the reply at ClientTraits::out_hz, in order.
struct AudioOut {
  TurnId turn;
  std::vector<std::int16_t> pcm;
};

/// The last sample of the turn's reply has been given.
struct AudioEnded {
  TurnId turn;
};

/// Somebody speaks while the reply plays: it pauses until it is known whether that is an
/// interruption. ReplyResumed or Interrupted follows.
struct ReplyHeld {
  TurnId turn;
};

/// It was none: the reply goes on where it stopped.
struct ReplyResumed {
  TurnId turn;
};

/// The reply was cut off: what the client still has of its audio must not be played.
struct Interrupted {
  TurnId turn;
  std::string heard_text;  ///< of the reply, up to the last word that was played
};

/// Something went wrong in this turn; what is spoken instead follows, and Completed ends it.
struct Failed {
  TurnId turn;  ///< 0 when it belongs to no turn
  std::string code;
  std::string message;
};

/// The turn's latency ledger: stage name and milliseconds, in order of time
/// (session/reply/turn_ledger.hpp).
struct LedgerReport {
  TurnId turn;
  std::vector<std::pair<std::string, double>> figures;
  std::vector<std::pair<std::string, std::string>> labels;
};

/// Always the last event of a turn.
struct Completed {
  enum class How { spoken, not_understood, failed, busy, interrupted };
  TurnId turn;
  std::string response;  ///< everything that was spoken; after an interruption, what was heard
  How how = How::spoken;
};

/// The word for it on the wire and in the log.
std::string to_word(Completed::How how);

struct HistoryForgotten {};

/// SettingsChanged was taken, but for the faults that were told of before.
struct SettingsTaken {};

/// An item has joined the conversation or changed, or was asked for.
struct ItemKept {
  TurnId turn;  ///< that it belongs to; 0 for one that a client added, and of earlier connections
  dialog::Item item;
};

struct ItemGone {
  std::string id;
};

/// The connection ends now: what the client says from here on is lost.
struct Leaving {};

using ServerEvent =
    std::variant<Connected, SpeechStarted, SpeechStopped, PartialTranscript, Transcribing, Thinking,
                 InputKept, SpeakingStarted, PhraseSpoken, TextWritten, AudioOut, AudioEnded,
                 ReplyHeld, ReplyResumed, Interrupted, Failed, LedgerReport, Completed,
                 HistoryForgotten, SettingsTaken, ItemKept, ItemGone, Leaving, JobReport>;

}  // namespace hotpin::protocol
