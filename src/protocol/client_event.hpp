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

namespace hotpin::protocol {

/// What a client may say, whatever its wire protocol.

/// How the client wants to be spoken to. What is missing is as the server is set.
struct VoiceWish {
  std::string name{};                     ///< of a voice, or a language
  std::optional<int> words_per_minute{};  ///< 80 to 450
  std::optional<int> pitch{};             ///< 0 to 99
  std::optional<int> volume{};            ///< 0 to 200 %
  std::string fault{};                    ///< what of it was no wish: one sentence, or empty
};

/// How the language model is to write. What is missing is as the server is set.
struct LlmWish {
  std::optional<double> temperature{};             ///< 0 to 2
  std::optional<double> top_p{};                   ///< 0 to 1
  std::optional<double> repetition_penalty{};      ///< 1 to 2
  std::optional<std::int32_t> seed{};              ///< from 0
  std::optional<std::vector<std::string>> stop{};  ///< at most 4, of 1 to 64 bytes each
  std::optional<int> max_tokens{};                 ///< of a reply, 8 to 4096
};

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

using ClientEvent = std::variant<Hello, AudioIn, TextIn, EndOfSpeech, CancelRequested,
                                 ListenRequested, Played, ResetRequested, LeaveRequested>;

}  // namespace hotpin::protocol
