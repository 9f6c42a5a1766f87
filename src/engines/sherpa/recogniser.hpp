#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"

namespace hotpin::engines::sherpa {

/// A Moonshine model, loaded once. Thread-safe: calls run side by side, each on its caller's
/// thread.
class Recogniser {
 public:
  /// `folder` holds encoder_model.ort, decoder_model_merged.ort and tokens.txt.
  static base::Result<std::shared_ptr<Recogniser>> load(const std::string& folder);
  virtual ~Recogniser() = default;
  /// The raw text of 16 kHz speech. Blocks: about 45 ms and 40 ms more a second of audio.
  virtual base::Result<std::string> recognise(std::span<const std::int16_t> pcm) = 0;
};

}  // namespace hotpin::engines::sherpa
