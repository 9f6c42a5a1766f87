#pragma once

#include "session/history.hpp"
#include "session/reply/reply.hpp"

namespace hotpin::session {

/// What became of a turn joins the history if any of its answer was heard. `logs_text` as in
/// Options.
void remember(Reply::Outcome outcome, bool logs_text, History& history);

}  // namespace hotpin::session
