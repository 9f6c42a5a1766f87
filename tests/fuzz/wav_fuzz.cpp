#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "audio/wav.hpp"
#include "audio/wav_prefix.hpp"

namespace {

/// What came out of the file while it came in pieces.
std::vector<std::int16_t> streamed(std::span<const std::byte> file) {
  hotpin::audio::WavPrefix stream;
  std::vector<std::int16_t> samples;
  const std::size_t piece = 1 + file.size() / 7;
  for (std::size_t end = piece; end < file.size() + piece; end += piece) {
    stream.take(file.first(std::min(end, file.size())), samples);
  }
  return samples;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto wav = hotpin::audio::parse_wav(std::as_bytes(std::span(data, size)));
  // A sample takes a byte at least; files of another rate than the first may grow sixfold.
  if (wav && (wav->samples.size() > 6 * size + 6 || wav->rate_hz < 8000 || wav->rate_hz > 192000))
    std::abort();
  const auto early = streamed(std::as_bytes(std::span(data, size)));
  if (wav && (early.size() > wav->samples.size() ||
              !std::equal(early.begin(), early.end(), wav->samples.begin())))
    std::abort();
  return 0;
}
