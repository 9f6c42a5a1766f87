#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audio/input/input_decoder.hpp"
#include "audio/input/speech_conditioner.hpp"

namespace hotpin::audio {

/// The way of a client's sound to whatever listens: any container that is known, or PCM of the
/// client's rate, becomes 16 kHz mono
/// (InputDecoder), and that is conditioned (SpeechConditioner). Owned by one connection; used on
/// its strand.
class AudioInput {
 public:
  using Pcm = std::vector<std::int16_t>;

  /// `conditions`: else samples keep their values, for engines that read a script in them.
  AudioInput(std::uint32_t rate_hz, bool conditions) : conditions_(conditions), decoder_(rate_hz) {}

  /// What can be listened to now. Valid until the next call.
  std::span<const std::int16_t> push(std::span<const std::int16_t> pcm);
  /// The stream has ended, an utterance in push-to-talk: what waited for more.
  std::span<const std::int16_t> finish();
  /// Forgets what waits: another stream begins.
  void restart();
  /// Of the stream under way, or that has just ended: what came is no sound, and what is wanted.
  const std::optional<std::string>& refusal() const { return decoder_.refusal(); }
  /// What comes may be an echo of what is played.
  void set_echo(bool may_be_echo) { conditioner_.set_echo(may_be_echo); }

 private:
  const bool conditions_;
  InputDecoder decoder_;
  SpeechConditioner conditioner_;
  Pcm decoded_;
  Pcm conditioned_;
};

}  // namespace hotpin::audio
