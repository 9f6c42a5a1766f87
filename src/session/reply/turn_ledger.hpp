#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "protocol/server_event.hpp"

namespace hotpin::session {

/// When each stage of one turn was reached, and what the engines took: the one source of latency
/// figures (log, `talk`, benchmark). Filled on the session's strand. Points in time are what the
/// server sees: the arrival of the message that held the sample, the hand-over to the socket.
struct TurnLedger {
  using Point = std::optional<base::TimePoint>;

  base::TurnId turn;
  Point first_message;  ///< first audio of the utterance arrived
  Point last_speech;    ///< last sample that held speech arrived
  Point end_of_speech;  ///< the client's signal, or the cap
  Point floor;          ///< the turn was taken up; later than end_of_speech if a reply still played
  Point transcript;     ///< final
  Point first_token;
  Point first_phrase;   ///< handed to the voice
  Point first_audio;    ///< of that phrase, made
  Point first_audible;  ///< first audible sample handed to the socket
  Point last_audio;     ///< handed to the socket

  double audio_in_ms = 0;
  double audio_out_ms = 0;
  std::size_t audio_out_samples = 0;  ///< the same, at the client's rate
  double stt_ms = 0;                  ///< recogniser, since the end of speech
  double llm_prompt_ms = 0;           ///< model, on the prompt
  double tts_ms = 0;                  ///< voice, on the first phrase
  int prompt_tokens = 0;
  int cached_tokens = 0;
  int reply_tokens = 0;
  bool was_begun_ahead = false;  ///< the answer, before the end of speech
  std::string ended = "spoken";  ///< how the turn ended
};

/// Stages as milliseconds since the end of speech (before it: negative), then engine times and
/// counts.
protocol::LedgerReport report(const TurnLedger& ledger);
/// The same as one line for the log: name=value.
std::string to_line(const protocol::LedgerReport& report);

}  // namespace hotpin::session
