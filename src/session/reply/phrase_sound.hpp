#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "audio/resampler.hpp"
#include "audio/silence.hpp"
#include "engine/tts.hpp"
#include "session/reply/output_rate.hpp"

namespace hotpin::session {

/// A phrase's audio on its way from the voice to the client: at its rate, without the silence
/// around it, in pieces as they come. Joined they are the same samples, however the voice cut them.
/// Takes milliseconds: for the voice's thread, since a session's has messages of others to send.
/// Owned by one phrase; not thread-safe.
class PhraseSound {
 public:
  /// What is shorter waits for more, so that a service that sends byte by byte does not make as
  /// many messages.
  static constexpr double kLeastPieceMs = 20;

  explicit PhraseSound(OutputRate rate) : rate_(rate) {}

  /// What can go out now; nothing while the phrase is silent.
  std::vector<std::int16_t> push(const engine::TtsAudio& piece);
  /// The rest; the phrase ends.
  std::vector<std::int16_t> finish();
  /// The rest of a phrase that breaks off: fades, so that its end is no click.
  std::vector<std::int16_t> break_off();

  /// Samples that were cut off its beginning, at rate_hz(); final with the first audio.
  std::size_t trimmed() const { return trimmer_ ? trimmer_->trimmed() : 0; }
  std::uint32_t rate_hz() const { return rate_hz_; }  ///< of the voice; 0 before its first piece

 private:
  const OutputRate rate_;
  std::uint32_t rate_hz_ = 0;
  std::optional<audio::SilenceTrimmer> trimmer_;
  std::optional<audio::RecordingResampler> resampler_;
  std::vector<std::int16_t> ready_;
};

/// The whole of it at once.
std::vector<std::int16_t> to_output(const std::vector<engine::TtsAudio>& audio, OutputRate rate);

}  // namespace hotpin::session
