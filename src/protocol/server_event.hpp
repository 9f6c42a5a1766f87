#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "protocol/job.hpp"

namespace hotpin::protocol {

/// What the server may say, whatever the client's wire protocol. Everything of a turn carries its
/// id.
using base::TurnId;

struct Connected {
  std::string session_id;
  std::string resume_token{};  ///< for ResumeWish; empty when the server keeps nothing
};

/// Somebody speaks (hands-free only).
struct SpeechStarted {
  TurnId turn;
};

/// The user has finished, by the server's own judgement (hands-free only).
struct SpeechStopped {
  TurnId turn;
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

/// When a word was said, from the utterance's first sample.
struct TimedWord {
  std::string text;
  double begin_ms = 0;
  double end_ms = 0;
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

/// The connection ends now: what the client says from here on is lost.
struct Leaving {};

using ServerEvent = std::variant<Connected, SpeechStarted, SpeechStopped, PartialTranscript,
                                 Transcribing, Thinking, SpeakingStarted, PhraseSpoken, AudioOut,
                                 AudioEnded, ReplyHeld, ReplyResumed, Interrupted, Failed,
                                 LedgerReport, Completed, HistoryForgotten, Leaving, JobReport>;

}  // namespace hotpin::protocol
