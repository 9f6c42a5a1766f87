#pragma once

#include <functional>
#include <memory>
#include <string>

#include "client/sound/audio_device.hpp"

namespace hotpin::client {

using DeviceClock = std::function<base::TimePoint()>;

/// A WAV file that speaks at its own pace while it is started, as a person would who waits in
/// between. Behind its end is silence.
base::Result<std::unique_ptr<Microphone>> open_file_microphone(
    const std::string& path, DeviceClock clock = std::chrono::steady_clock::now);

/// Plays at the pace of sound into a WAV file: what a listener would have heard, without the
/// silence between. It is written from the first sample on, at most 60 minutes of it.
base::Result<std::unique_ptr<Speaker>> open_file_speaker(
    const std::string& path, DeviceClock clock = std::chrono::steady_clock::now);

}  // namespace hotpin::client
