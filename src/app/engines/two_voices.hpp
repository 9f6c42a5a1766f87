#pragma once

#include <memory>

#include "engine/tts.hpp"

namespace hotpin::app {

/// Speaks with `usual`, or with `other` where a client has chosen one of its voices. `other` needs
/// no warming up. Thread-safe, as they are.
std::unique_ptr<engine::Tts> make_two_voices(std::unique_ptr<engine::Tts> usual,
                                             std::unique_ptr<engine::Tts> other);

}  // namespace hotpin::app
