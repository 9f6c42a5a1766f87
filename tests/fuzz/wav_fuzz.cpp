#include <cstdint>
#include <cstdlib>
#include <span>

#include "audio/wav.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto wav = hotpin::audio::parse_wav(std::as_bytes(std::span(data, size)));
  // A sample takes a byte at least; files of another rate than the first may grow sixfold.
  if (wav && (wav->samples.size() > 6 * size + 6 || wav->rate_hz < 8000 || wav->rate_hz > 192000))
    std::abort();
  return 0;
}
