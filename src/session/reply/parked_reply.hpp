#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "dialog/playout_ledger.hpp"
#include "protocol/server_event.hpp"
#include "session/reply/output_rate.hpp"

namespace hotpin::session {

/// A phrase with its audio, ready to go out.
struct ReadyPhrase {
  dialog::Phrase phrase;
  double pause_ms = 0;                    ///< of silence before it, which is not in `pcm`
  std::vector<std::int16_t> pcm;          ///< at the client's rate; empty for text without a sound
  std::vector<dialog::SpokenWord> words;  ///< empty when the voice does not tell
};

/// What is left of a reply whose connection was lost, for the one that comes after. A plain value.
struct ParkedReply {
  base::TurnId turn;  ///< on the lost connection
  std::string transcript;
  std::string answered;  ///< the model's words, for the history
  protocol::Completed::How how = protocol::Completed::How::spoken;
  OutputRate rate{};                 ///< of the lost connection
  std::vector<ReadyPhrase> phrases;  ///< all of the reply, also what was heard
};

/// For a connection of another rate.
void resample_to(OutputRate rate, ParkedReply& reply);

/// As bytes for the store, which other processes read.
std::string to_bytes(const ParkedReply& reply);
/// Nothing when they are anything else; never more than the bytes hold.
std::optional<ParkedReply> parked_reply_in(std::string_view bytes);

/// What was heard of an answer, when `heard` is what was heard in all: an apology behind it, or a
/// notice in its place, is no answer.
std::string heard_of(const std::string& answered, std::string heard);

}  // namespace hotpin::session
