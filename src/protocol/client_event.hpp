#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "protocol/client_traits.hpp"
#include "protocol/close_reason.hpp"
#include "protocol/job.hpp"
#include "protocol/wishes.hpp"

// What a client may say, whatever its wire protocol.

namespace hotpin::protocol {

/// A connection was lost in the middle of a reply; this one goes on with it.
struct ResumeWish {
  std::string token;     ///< of the lost connection's Connected
  base::TurnId turn{};   ///< that was being heard; 0 when none was
  double played_ms = 0;  ///< of its audio that was heard
  bool drop = false;     ///< the rest is not wanted
};

/// Opens the conversation. A plain value; `session_id` has been checked (protocol/session_id.hpp).
struct Hello {
  std::string session_id;
  ClientTraits traits{};
  std::string token{};  ///< empty when none was sent
  VoiceWish voice{};
  LlmWish llm{};
  std::optional<ResumeWish> resume{};
  std::string persona{};   ///< stands in place of the server's, in this connection; empty is that
  std::string endpoint{};  ///< hands-free: quick, default or patient; empty is as the server is set
  std::vector<base::Error> faults{};  ///< what of it could not be taken, for the client
};

/// Microphone audio in any slicing: mono s16 at ClientTraits::in_hz, whole samples.
struct AudioIn {
  std::vector<std::int16_t> pcm;
};

/// The user's words, written in place of being said: a turn by themselves. Checked: UTF-8 with
/// something in it.
struct TextIn {
  std::string text;
};

/// The user has finished speaking.
struct EndOfSpeech {};

/// Stop the reply that is going out.
struct CancelRequested {};

/// Hands-free from here on: the server finds where turns end. An EndOfSpeech goes back to
/// push-to-talk.
struct ListenRequested {};

/// How much of a turn's audio has been heard so far.
struct Played {
  base::TurnId turn;
  double ms = 0;
};

/// Forget this conversation's history.
struct ResetRequested {};

/// The connection is to end when the turn that is under way has.
struct LeaveRequested {
  CloseReason reason;
  bool unless_expected = false;  ///< not while something waits for the next utterance: a picture
};

/// The key of a client that opens no conversation, and has no other way to bring it.
struct KeyGiven {
  std::string token;
};

using ClientEvent =
    std::variant<Hello, AudioIn, TextIn, EndOfSpeech, CancelRequested, ListenRequested, Played,
                 ResetRequested, LeaveRequested, KeyGiven, JobRequest>;

}  // namespace hotpin::protocol
