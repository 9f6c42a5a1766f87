#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hotpin::tests {

/// `text` in an espeak-ng voice, as a microphone would bring it: 16 kHz, silence trimmed but for
/// 300 ms behind. Ends the program when there is no such engine.
std::vector<std::int16_t> espeak_speech(const std::string& voice, const std::string& text);

}  // namespace hotpin::tests
