#pragma once

#include "session/history.hpp"
#include "session/reply/reply.hpp"

namespace hotpin::session {

/// Whether both sides of the turn said something.
inline bool is_exchange(const Reply::Outcome& outcome) {
  return !outcome.transcript.empty() && !outcome.spoken.empty();
}

/// What became of a turn joins the history if it is an exchange. `logs_text` as in Options.
void remember(Reply::Outcome outcome, bool logs_text, History& history);

}  // namespace hotpin::session
