#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "audio/input/wav_stream.hpp"
#include "audio/resampler.hpp"

namespace hotpin::audio {

/// What a client sends as sound, made 16 kHz mono: PCM of the client's rate, or a WAV file. What is
/// neither is refused and swallowed, so that nobody takes it for speech. A stream is an utterance
/// in push-to-talk, and all that is sent while listening hands-free. Any slicing; keeps at most
/// kLongestHead bytes. Owned by one connection; used on its strand.
class InputDecoder {
 public:
  using Pcm = std::vector<std::int16_t>;

  /// `rate_hz` is that of raw PCM, 8000 to 48000.
  explicit InputDecoder(std::uint32_t rate_hz = WavStream::kOutputHz) : rate_hz_(rate_hz) {}

  /// Appends what the next samples of the stream, or bytes that were taken for samples, give.
  void push(std::span<const std::int16_t> pcm, Pcm& out);
  /// The stream ends: appends what waited for more. The next push() begins another.
  void finish(Pcm& out);
  void restart();

  /// Of a stream that cannot be made sound: a sentence that says what came and what is wanted. Also
  /// of the one that has just ended.
  const std::optional<std::string>& refusal() const { return refusal_; }

 private:
  struct Deciding {
    std::vector<std::byte> head;
  };
  struct Plain {
    std::optional<Resampler> resampler;  // none at our own rate
  };
  struct Refused {};
  using State = std::variant<Deciding, Plain, WavStream, Refused>;

  void decide(std::vector<std::byte>& head, bool is_all, Pcm& out);
  void begin_plain(std::span<const std::byte> bytes, Pcm& out);
  static void pass(Plain& plain, std::span<const std::int16_t> pcm, Pcm& out);
  void convert(WavStream& wav, std::span<const std::byte> bytes, Pcm& out);
  void refuse_wav(const base::Error& why);
  void refuse(const std::string& what);

  const std::uint32_t rate_hz_;
  State state_;
  bool is_over_ = false;      // the next push() begins another stream
  std::string last_foreign_;  // what an earlier stream was; its recorder may run on
  std::optional<std::string> refusal_;
};

}  // namespace hotpin::audio
