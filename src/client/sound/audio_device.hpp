#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace hotpin::client {

/// A queue of this length, in the device's samples, lies between us and the sound card, each way.
/// At the bound a microphone loses the newest sound and counts it; a speaker takes no more.
inline constexpr base::Milliseconds kMicrophoneQueue{2000};
inline constexpr base::Milliseconds kSpeakerQueue{12000};

/// Mono sound coming in. Used from one thread, and no call waits.
class Microphone {
 public:
  virtual ~Microphone() = default;
  virtual std::uint32_t rate_hz() const = 0;
  /// From here on sound is captured; what waited before is thrown away.
  virtual void start() = 0;
  virtual void stop() = 0;
  /// Appends what has been captured since the last call. The error says that the device is gone.
  virtual base::Status read(std::vector<std::int16_t>& out) = 0;
  /// Nothing will ever come again: the end of a file.
  virtual bool has_ended() const { return false; }
  /// Samples thrown away because nobody read in time.
  virtual std::uint64_t lost() const { return 0; }
};

/// Mono sound going out. Used from one thread, and no call waits.
class Speaker {
 public:
  virtual ~Speaker() = default;
  virtual std::uint32_t rate_hz() const = 0;
  /// Queues what fits, and says how much that was. The error says that the device is gone.
  virtual base::Result<std::size_t> write(std::span<const std::int16_t> samples) = 0;
  /// Of all samples that were ever queued, how many are behind us: heard or dropped.
  virtual std::uint64_t position() = 0;
  virtual void pause(bool is_paused) = 0;
  virtual void drop() = 0;  ///< what is queued is never heard
};

}  // namespace hotpin::client
