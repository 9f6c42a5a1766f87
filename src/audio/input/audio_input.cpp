#include "audio/input/audio_input.hpp"

namespace hotpin::audio {

std::span<const std::int16_t> AudioInput::push(std::span<const std::int16_t> pcm) {
  decoded_.clear();
  decoder_.push(pcm, decoded_);
  if (!conditions_) return decoded_;
  conditioned_.clear();
  conditioner_.push(decoded_, conditioned_);
  return conditioned_;
}

std::span<const std::int16_t> AudioInput::finish() {
  decoded_.clear();
  decoder_.finish(decoded_);
  if (!conditions_) return decoded_;
  conditioned_.clear();
  conditioner_.push(decoded_, conditioned_);
  conditioner_.finish(conditioned_);
  return conditioned_;
}

void AudioInput::restart() {
  decoder_.restart();
  conditioner_.restart();
}

}  // namespace hotpin::audio
