#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::engine {

/// The voice detector's memory of one stream of audio. One call at a time; blocks for well under a
/// millisecond per window.
class VadStream {
 public:
  virtual ~VadStream() = default;
  /// Exactly Vad::window_samples() samples of 16 kHz mono. Whether they hold speech, with no more
  /// smoothing than the model's own: minimum lengths and pauses are the caller's rule.
  virtual bool is_speech(std::span<const std::int16_t> window) = 0;
};

/// A voice activity detector, shared by all sessions. Thread-safe.
class Vad {
 public:
  virtual ~Vad() = default;
  virtual std::string_view name() const = 0;
  virtual std::size_t window_samples() const = 0;
  virtual base::Status warm_up() = 0;
  virtual std::unique_ptr<VadStream> open() = 0;
};

}  // namespace hotpin::engine
