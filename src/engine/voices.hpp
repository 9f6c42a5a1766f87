#pragma once

#include <string>
#include <vector>

#include "engine/tts.hpp"

namespace hotpin::engine {

/// The voice that `wished` names among `voices`: by id, else by name, else the first that speaks
/// the language; upper and lower case are one. Null when there is none. Pure; any thread.
const VoiceInfo* find_voice(const std::vector<VoiceInfo>& voices, const std::string& wished);

}  // namespace hotpin::engine
