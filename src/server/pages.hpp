#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/tts.hpp"

namespace hotpin::server {

/// What the server says of itself.
struct About {
  std::string version;
  std::string stt;  ///< names of the engines in use
  std::string llm;
  std::string tts;
};

/// `/` for programs, in the prototype's shape.
std::string service_description(const About& about);
/// `/health`, in the prototype's shape, with more beside it.
std::string health_report(const About& about, std::size_t active_sessions);

/// `/voices`, in the prototype's shape, with the engine of each beside it.
std::string voices_report(const std::vector<engine::VoiceInfo>& voices);

}  // namespace hotpin::server
