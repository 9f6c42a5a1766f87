#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/tts.hpp"

namespace hotpin::engines::sherpa {

/// A Piper voice, loaded once. Thread-safe: calls run side by side, each on its caller's thread.
class Voice {
 public:
  /// `folder` holds voice.onnx, voice.onnx.json and tokens.txt, as third_party/prepare_models.py
  /// makes them.
  static base::Result<std::shared_ptr<Voice>> load(const std::string& folder);
  virtual ~Voice() = default;
  /// The phonemizer's name of the language it was trained on.
  virtual const std::string& phoneme_voice() const = 0;
  /// Sound for IPA; symbols it does not know are left out, and nothing is left gives no samples.
  /// Blocks: about 25 ms and 140 ms more a second of audio.
  virtual base::Result<engine::TtsAudio> speak(std::string_view ipa,
                                               const std::stop_token& stop) = 0;
};

}  // namespace hotpin::engines::sherpa
