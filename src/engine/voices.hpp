#pragma once

#include <string>
#include <vector>

#include "engine/tts.hpp"

namespace hotpin::engine {

/// The voice that `wished` names among `voices`: by id, else by name, else the first that speaks
/// the language, in any form in which it is written ("de-DE", "pt_BR", "German"); where none speaks
/// that of a region, one that speaks the language. Upper and lower case are one. Null when there is
/// none. Pure; any thread.
const VoiceInfo* find_voice(const std::vector<VoiceInfo>& voices, const std::string& wished);

}  // namespace hotpin::engine
