#pragma once

#include <string>
#include <vector>

#include "dialog/heard/pace_request.hpp"
#include "engine/tts.hpp"
#include "protocol/client_event.hpp"

namespace hotpin::session {

struct ChosenVoice {
  engine::VoiceChoice choice;
  std::string fault;     ///< what could not be had, for the client; empty when nothing
  std::string language;  ///< the tag of what it speaks; empty when that is not known
};
/// A wish that cannot be had is no reason to lose the conversation: the usual voice speaks.
ChosenVoice choose_voice(const std::vector<engine::VoiceInfo>& voices,
                         const protocol::VoiceWish& wish);

/// `choice` at the pace that somebody asked for, one step from where it is; within bounds.
engine::VoiceChoice at_pace(engine::VoiceChoice choice, dialog::PaceRequest request);

}  // namespace hotpin::session
