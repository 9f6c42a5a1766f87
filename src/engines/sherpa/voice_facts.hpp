#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace hotpin::engines::sherpa {

/// What a Piper voice says of itself in the .onnx.json beside its .onnx file.
struct VoiceFacts {
  std::string id;  ///< such as "en_US-joe-medium"
  std::string language;
  std::string phoneme_voice;  ///< of espeak-ng
  std::int64_t sample_rate_hz = 22050;
  std::int64_t speakers = 1;
  double noise_scale = 0.667;  ///< this and the next two: Piper's own defaults
  double length_scale = 1.0;
  double noise_w = 0.8;
  std::vector<std::pair<std::string, std::int64_t>> symbols;  ///< phoneme and its number
};

/// The .onnx file that `path` names: itself, or the one in a folder (voice.onnx if there are more).
base::Result<std::string> find_voice(const std::string& path);
/// Of the .onnx file at `path`.
base::Result<VoiceFacts> read_voice_facts(const std::string& path);

/// What sherpa-onnx wants to find in the .onnx file and Piper does not write: bytes to append,
/// since an ONNX file is one protobuf message, whose repeated fields may come at its end.
std::string voice_metadata(const VoiceFacts& facts);
/// The table of symbols that sherpa-onnx reads: "symbol number" lines.
std::string tokens_table(const VoiceFacts& facts);

}  // namespace hotpin::engines::sherpa
