#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "audio/wav_prefix.hpp"
#include "base/result.hpp"
#include "engine/tts.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// The error of an answer that is sound, but of a form that is not read.
inline constexpr const char* kOtherForm = "tts_form";

/// Reads the sound out of a voice service's 2xx answer: one WAV file or several one behind the
/// other; samples alone, where the head or `asked_for_samples` says so (16 bit, mono or more, at
/// the rate that the head tells, else 24 kHz; the order of bytes is found out, since services
/// differ from RFC 2586); or either of them in base64 or hexadecimal inside JSON. The error, of
/// code "tts_failed" or kOtherForm, says what came and what to do. Any bytes will do; pure.
base::Result<engine::TtsAudio> read_speech(const net::ResponseHead& head, std::string_view body,
                                           bool asked_for_samples);

/// The same while the answer is still coming: a WAV's samples, and samples alone, as soon as they
/// are sure; any other form at its end. Owned by one answer; pure.
class SpeechStream {
 public:
  explicit SpeechStream(bool asked_for_samples) : asked_for_samples_(asked_for_samples) {}

  /// What is new, maybe nothing; `so_far` is all of the body that has come.
  engine::TtsAudio more(const net::ResponseHead& head, std::string_view so_far);
  /// What the whole body has behind it, or the error of read_speech().
  base::Result<engine::TtsAudio> finish(const net::ResponseHead& head, std::string_view body);
  bool has_given() const { return given_ > 0; }

 private:
  enum class Form { unknown, wav, samples, other };

  Form form_of(const net::ResponseHead& head, std::string_view so_far) const;
  engine::TtsAudio more_samples(const net::ResponseHead& head, std::string_view so_far);

  const bool asked_for_samples_;
  Form form_ = Form::unknown;
  audio::WavPrefix wav_;
  std::optional<bool> is_swapped_;  // samples alone: the order of their bytes
  std::size_t look_at_ = 0;         // so long it must be to look at that again
  std::size_t given_ = 0;           // samples
};

}  // namespace hotpin::engines::openai
