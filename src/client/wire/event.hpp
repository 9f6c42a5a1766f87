#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace hotpin::client {

/// The latency ledger of a turn (docs/PROTOCOL.md), in the server's order.
struct Ledger {
  std::vector<std::pair<std::string, double>> figures;
  std::vector<std::pair<std::string, std::string>> labels;
};

/// An event of a conversation: what a message of the server says, or what happened here. A plain
/// value.
struct Event {
  enum class Kind {
    connected,       ///< text: the resume token, if any
    lost,            ///< the connection; text: why
    talking,         ///< the user's words go out from here on
    speech_started,  ///< hands-free
    speech_stopped,
    partial,     ///< text: the words so far
    heard,       ///< the server has the utterance; was_cut: at its cap
    transcript,  ///< text: what was heard
    phrase,      ///< text: of the reply; told when its sound begins to be heard, where there is any
    word,        ///< text: of such a phrase; for people
    hold,
    resume,
    interrupted,  ///< text: what was heard of the reply
    error,        ///< code, text
    ledger,
    complete,  ///< code: how; text: the whole reply
    note,      ///< text: one line for the person
    ended,     ///< the conversation, here
  };
  Kind kind = Kind::note;
  int turn = 0;  ///< 0: of no turn
  std::string text;
  std::string code;
  bool was_cut = false;
  bool is_first = false;  ///< of phrase: before the reply's first sound
  Ledger ledger;
};

/// What a text message of the server says; nothing when it is not known. What is missing in it, or
/// of another type, is empty. Error: "bad_reply".
base::Result<std::optional<Event>> parse_event(std::string_view message);

}  // namespace hotpin::client
