#include "audio/g711.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

namespace hotpin::audio {
namespace {

using Table = std::array<std::int16_t, 256>;

// A byte holds a sign, three bits of which doubling of the loudness, and four of where in it. On
// the line the bits are inverted: all of them of mu-law, every other one of A-law.
constexpr unsigned kSign = 0x80;
constexpr unsigned kALawInverted = 0x55;
constexpr int kMuLawBias = 33 * 4;  // in 16 bits; so that each doubling begins at a power of 2
constexpr int kMuLawMost = 32767 - kMuLawBias;

constexpr std::int16_t decode_mu_law(unsigned byte) {
  const unsigned bits = ~byte & 0xFFU;
  const unsigned doubling = (bits >> 4U) & 7U;
  const int level = static_cast<int>((((bits & 15U) << 3U) + kMuLawBias) << doubling) - kMuLawBias;
  return static_cast<std::int16_t>((bits & kSign) != 0 ? -level : level);
}

constexpr std::int16_t decode_a_law(unsigned byte) {
  const unsigned bits = byte ^ kALawInverted;
  const unsigned doubling = (bits >> 4U) & 7U;
  const unsigned step = ((bits & 15U) << 4U) + 8U;
  const int level = static_cast<int>(doubling == 0 ? step : (step + 0x100U) << (doubling - 1U));
  return static_cast<std::int16_t>((bits & kSign) != 0 ? level : -level);
}

template <typename Decode>
constexpr Table table_of(Decode decode) {
  Table table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) table[byte] = decode(byte);
  return table;
}

constexpr Table kMuLaw = table_of(decode_mu_law);
constexpr Table kALaw = table_of(decode_a_law);

/// Which doubling of `first` holds `level`.
unsigned doubling_of(unsigned level, unsigned first) {
  return level < first ? 0 : static_cast<unsigned>(std::bit_width(level / first));
}

unsigned encode_mu_law(std::int16_t sample) {
  const unsigned sign = sample < 0 ? kSign : 0;
  const int level_heard = std::min(std::abs(int{sample}), kMuLawMost);
  const auto level = static_cast<unsigned>(level_heard + kMuLawBias);
  const unsigned doubling = doubling_of(level, 0x100);
  return ~(sign | (doubling << 4U) | ((level >> (doubling + 3U)) & 15U)) & 0xFFU;
}

unsigned encode_a_law(std::int16_t sample) {
  const unsigned sign = sample < 0 ? 0 : kSign;
  const int above_zero = sample < 0 ? -1 - int{sample} : int{sample};
  const auto level = static_cast<unsigned>(above_zero);
  const unsigned doubling = doubling_of(level, 0x100);
  const unsigned step = level >> (doubling == 0 ? 4U : doubling + 3U);
  return (sign | (doubling << 4U) | (step & 15U)) ^ kALawInverted;
}

}  // namespace

std::int16_t from_g711(G711 law, std::uint8_t byte) {
  return (law == G711::mu_law ? kMuLaw : kALaw)[byte];
}

std::vector<std::int16_t> from_g711(G711 law, std::span<const std::byte> bytes) {
  std::vector<std::int16_t> pcm;
  pcm.reserve(bytes.size());
  for (const std::byte byte : bytes) {
    pcm.push_back(from_g711(law, std::to_integer<std::uint8_t>(byte)));
  }
  return pcm;
}

std::vector<std::byte> to_g711(G711 law, std::span<const std::int16_t> pcm) {
  std::vector<std::byte> bytes;
  bytes.reserve(pcm.size());
  for (const std::int16_t sample : pcm) {
    const unsigned byte = law == G711::mu_law ? encode_mu_law(sample) : encode_a_law(sample);
    bytes.push_back(static_cast<std::byte>(byte));
  }
  return bytes;
}

}  // namespace hotpin::audio
