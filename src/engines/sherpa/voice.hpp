#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/tts.hpp"

namespace hotpin::engines::sherpa {

struct SpokenIpa {
  engine::TtsAudio audio;
  /// Where each code point of the IPA begins, in samples; rising; empty when the voice cannot tell.
  std::vector<std::size_t> begins;
};

/// A Piper voice, loaded once. Thread-safe: calls run side by side, each on its caller's thread.
class Voice {
 public:
  /// `path` is a .onnx file with its .onnx.json beside it, as Piper's list of voices has them, or a
  /// folder that holds them. Of several speakers the first speaks.
  static base::Result<std::shared_ptr<Voice>> load(const std::string& path);
  virtual ~Voice() = default;
  /// The phonemizer's name of the language it was trained on.
  virtual const std::string& phoneme_voice() const = 0;
  virtual engine::VoiceInfo info() const = 0;
  /// Sound for IPA, `speed` times as fast as usual; symbols it does not know are left out, and
  /// nothing is left gives no samples. Blocks: about 25 ms and 140 ms more a second of audio.
  virtual base::Result<SpokenIpa> speak(std::u32string_view ipa, double speed,
                                        const std::stop_token& stop) = 0;
};

}  // namespace hotpin::engines::sherpa
