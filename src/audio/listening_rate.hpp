#pragma once

#include <cstdint>

namespace hotpin::audio {

/// Of all sound that anything listens to, whatever its client sends: what recognisers and detectors
/// are trained on. Mono, signed 16-bit.
inline constexpr std::uint32_t kListeningHz = 16'000;

}  // namespace hotpin::audio
