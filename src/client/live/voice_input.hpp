#pragma once

#include <memory>
#include <vector>

#include "audio/resampler.hpp"
#include "base/result.hpp"
#include "client/sound/audio_device.hpp"

namespace hotpin::client {

/// The microphone as messages for the wire, while it is on. Owned by the live session.
class VoiceInput {
 public:
  explicit VoiceInput(std::unique_ptr<Microphone> microphone);

  void start();
  void stop();
  bool is_on() const { return is_on_; }
  /// The next message, of at least 20 ms, or what there is with `all`; empty when there is none.
  base::Result<std::vector<std::int16_t>> take(bool all = false);
  bool has_ended() const { return microphone_->has_ended(); }
  std::uint64_t lost() const { return microphone_->lost(); }

 private:
  std::unique_ptr<Microphone> microphone_;
  audio::Resampler resampler_;
  std::vector<std::int16_t> captured_;
  std::vector<std::int16_t> converted_;
  bool is_on_ = false;
};

}  // namespace hotpin::client
