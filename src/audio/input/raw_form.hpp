#pragma once

#include <cstddef>
#include <span>

#include "audio/input/stream_form.hpp"

namespace hotpin::audio {

/// What has no magic, but cannot be 16-bit sound: samples of 32 bit (Web Audio's floats, what a
/// 24-bit microphone gives), JSON and base64 that were sent as binary. Sound of another rate cannot
/// be told from sound.
StreamForm by_raw_form(std::span<const std::byte> head, bool is_last);

}  // namespace hotpin::audio
