#include "protocols/hotpin/sample_reader.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace hotpin::protocols::hotpin {

static_assert(std::endian::native == std::endian::little, "samples are copied off the wire");

std::vector<std::int16_t> SampleReader::read(std::span<const std::byte> piece) {
  std::vector<std::int16_t> pcm((piece.size() + (odd_byte_ ? 1 : 0)) / 2);
  const std::span<std::byte> out = std::as_writable_bytes(std::span(pcm));
  const std::size_t kept = odd_byte_ && !out.empty() ? 1 : 0;
  if (kept != 0) out[0] = *std::exchange(odd_byte_, std::nullopt);
  const std::size_t whole = out.size() - kept;
  std::copy_n(piece.begin(), whole, out.begin() + static_cast<std::ptrdiff_t>(kept));
  if (whole < piece.size()) odd_byte_ = piece.back();
  return pcm;
}

}  // namespace hotpin::protocols::hotpin
