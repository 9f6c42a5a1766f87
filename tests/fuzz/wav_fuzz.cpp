#include <cstdint>
#include <cstdlib>
#include <span>

#include "audio/wav.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto wav = hotpin::audio::parse_wav(std::as_bytes(std::span(data, size)));
  // A sample takes a byte at least.
  if (wav && (wav->samples.size() > size || wav->rate_hz < 8000 || wav->rate_hz > 192000))
    std::abort();
  return 0;
}
