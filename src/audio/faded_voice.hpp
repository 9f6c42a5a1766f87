#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "audio/listening_rate.hpp"

namespace hotpin::audio {

/// A voice detector goes on finding speech for 100 to 200 ms behind the last sound of a voice. This
/// takes that away again: windows so much softer than the speech just before, or hardly louder than
/// the room, are an echo of it in the detector's memory. A voice that does go on that softly is
/// believed after a while. One per stream; not thread-safe.
class FadedVoice {
 public:
  /// Root mean square by that of the loudest speech of late: 30 dB below.
  static constexpr double kSoft = 0.03;
  /// By that of the room, 6 dB above, where the room is so much softer than speech: 20 dB.
  static constexpr double kOverRoom = 2;
  static constexpr double kMostSoft = 0.1;
  /// "Of late": what was loudest is halved each second, and the room doubled in ten.
  static constexpr double kHalfLifeSamples = kListeningHz;
  static constexpr double kRoomDoublesSamples = 160'000;
  /// So long nobody's detector remembers: 256 ms.
  static constexpr std::size_t kLongestSamples = 16 * 256;

  /// Whether `window`, in which a detector found speech or did not, holds any.
  bool is_speech(std::span<const std::int16_t> window, bool is_detected);

 private:
  double loudest_ = 0;
  double room_ = -1;              // the softest of late; none yet
  std::size_t soft_samples_ = 0;  // of speech, one after the other
};

}  // namespace hotpin::audio
