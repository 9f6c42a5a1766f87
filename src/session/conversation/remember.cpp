#include "session/conversation/remember.hpp"

#include <utility>

#include "base/log.hpp"
#include "session/picture/pending_picture.hpp"

namespace hotpin::session {

void remember(Reply::Outcome outcome, bool logs_text, History& history) {
  if (logs_text) base::log(base::LogLevel::info, "spoken: " + outcome.spoken);
  if (!is_exchange(outcome)) return;
  if (outcome.has_image) outcome.transcript = with_picture_note(outcome.transcript);
  history.remember(outcome.turn, std::move(outcome.transcript), std::move(outcome.spoken));
}

}  // namespace hotpin::session
