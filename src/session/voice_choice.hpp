#pragma once

#include <string>
#include <vector>

#include "engine/tts.hpp"
#include "protocol/client_event.hpp"

namespace hotpin::session {

/// The voice that `wished` names among `voices`: by id, else by name, else the first that speaks
/// the language; upper and lower case are one. Null when there is none.
const engine::VoiceInfo* find_voice(const std::vector<engine::VoiceInfo>& voices,
                                    const std::string& wished);

struct ChosenVoice {
  engine::VoiceChoice choice;
  std::string fault;  ///< what could not be had, for the client; empty when nothing
};
/// A wish that cannot be had is no reason to lose the conversation: the usual voice speaks.
ChosenVoice choose_voice(const std::vector<engine::VoiceInfo>& voices,
                         const protocol::VoiceWish& wish);

}  // namespace hotpin::session
