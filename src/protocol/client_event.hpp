#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "dialog/item.hpp"
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
  bool speaks = true;      ///< answers are spoken; else they are text alone
  bool answers_turns = true;          ///< hands-free: else the end of a turn commits it
  bool is_interruptible = true;       ///< hands-free: speech stops a reply
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

/// The user has finished speaking, and is to be answered.
struct EndOfSpeech {};

/// The user has finished speaking; the words join the conversation, and nobody answers them yet.
/// Leads to InputKept. Nothing happens when nothing was sent.
struct InputCommitted {};

/// What was sent of the utterance under way is thrown away.
struct InputCleared {};

/// Answer what the conversation holds, once all committed words are known. While a reply goes out
/// it waits for the end of that, once.
struct AnswerWanted {
  bool speaks = true;  ///< else the answer is text alone
};

/// Stop the reply that is going out.
struct CancelRequested {};

/// Hands-free from here on: the server finds where turns end. An EndOfSpeech goes back to
/// push-to-talk.
struct ListenRequested {};

/// What Hello said, said anew in the middle of the conversation; what is missing stays as it is.
/// Voice, persona, language model and output count from the next answer that is begun, the rest
/// from the audio that comes next. Leads to SettingsTaken.
struct SettingsChanged {
  std::optional<VoiceWish> voice{};
  std::optional<LlmWish> llm{};  ///< as a whole: what is missing in it is as the server is set
  std::optional<std::string> persona{};    ///< empty: the server's
  std::optional<std::string> endpoint{};   ///< as in Hello; empty: as the server is set
  std::optional<bool> speaks{};            ///< answers are spoken, else text alone
  std::optional<bool> answers_turns{};     ///< hands-free: else the end of a turn commits it
  std::optional<bool> is_interruptible{};  ///< hands-free: speech stops a reply
  std::vector<base::Error> faults{};       ///< what of it could not be taken, for the client
};

/// A new last item. Without an id it gets one. Leads to ItemKept.
struct ItemAdded {
  dialog::Item item;
};

/// Of what the assistant said no more was heard than this. Leads to ItemKept with the words up to
/// there. An item that no audio is known of is left as it is, with an error.
struct ItemTruncated {
  std::string id;
  double audio_ms = 0;  ///< of its audio
};

/// Leads to ItemGone.
struct ItemDeleted {
  std::string id;
};

/// Leads to ItemKept.
struct ItemAsked {
  std::string id;
};

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

using ClientEvent = std::variant<Hello, AudioIn, TextIn, EndOfSpeech, InputCommitted, InputCleared,
                                 AnswerWanted, CancelRequested, ListenRequested, SettingsChanged,
                                 ItemAdded, ItemTruncated, ItemDeleted, ItemAsked, Played,
                                 ResetRequested, LeaveRequested, KeyGiven, JobRequest>;

}  // namespace hotpin::protocol
