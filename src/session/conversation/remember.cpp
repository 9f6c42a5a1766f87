#include "session/conversation/remember.hpp"

#include <utility>

#include "base/log.hpp"
#include "session/picture/pending_picture.hpp"

namespace hotpin::session {

void remember(Reply::Outcome outcome, bool logs_text, History& history) {
  if (logs_text) base::log(base::LogLevel::info, "spoken: " + outcome.spoken);
  if (outcome.spoken.empty()) return;
  if (outcome.transcript.empty()) {  // it answered what the conversation held
    store::Item answer = history.answer_of(outcome.turn, std::move(outcome.spoken));
    return static_cast<void>(history.remember(outcome.turn, {std::move(answer)}));
  }
  if (outcome.has_image) outcome.transcript = with_picture_note(outcome.transcript);
  history.remember(outcome.turn, std::move(outcome.transcript), std::move(outcome.spoken));
}

}  // namespace hotpin::session
