#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace hotpin::client {

/// One WAV file, ready to be sent.
struct Recording {
  std::string path;
  std::vector<std::int16_t> pcm;  ///< mono, at kWireRateHz (client/wire/pcm.hpp)
};

/// Any rate and any number of channels; at most 128 MiB. Errors ("bad_file") name the file.
base::Result<Recording> load_recording(const std::string& path);

}  // namespace hotpin::client
