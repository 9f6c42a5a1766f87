#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "audio/input/audio_input.hpp"

/// The first byte says in which pieces the others come.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::size_t slice = 1 + data[0];
  std::vector<std::int16_t> pcm((size - 1) / 2);
  std::memcpy(pcm.data(), data + 1, pcm.size() * 2);
  hotpin::audio::AudioInput input(16000, true);
  std::size_t given = 0;
  for (std::size_t at = 0; at < pcm.size(); at += slice) {
    given += input.push(std::span(pcm).subspan(at, std::min(slice, pcm.size() - at))).size();
  }
  given += input.finish().size();
  // A WAV file of 4 kHz and 8 bit gives most: four samples for each byte.
  const bool is_possible = given <= 2 * pcm.size() * 4 + 200 * (1 + pcm.size() / 20);
  if (!is_possible) std::abort();
  return 0;
}
