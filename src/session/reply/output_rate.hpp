#pragma once

#include <cstddef>
#include <cstdint>

#include "audio/listening_rate.hpp"

namespace hotpin::session {

/// Of the audio that goes to one client: protocol::ClientTraits::out_hz.
struct OutputRate {
  std::uint32_t hz = audio::kListeningHz;

  double ms(std::size_t samples) const { return static_cast<double>(samples) * 1000.0 / hz; }
  /// Rounded down.
  std::size_t samples(double ms) const { return static_cast<std::size_t>(ms * hz / 1000.0); }
};

}  // namespace hotpin::session
