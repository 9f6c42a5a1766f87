#include "load/wire/audible_meter.hpp"

#include <cstdint>
#include <cstdlib>

#include "audio/silence.hpp"

namespace hotpin::bench {
namespace {

bool is_audible(std::byte low, std::byte high) {
  const auto bits = static_cast<std::uint16_t>(std::to_integer<unsigned>(low) |
                                               (std::to_integer<unsigned>(high) << 8));
  return std::abs(int{static_cast<std::int16_t>(bits)}) >= audio::kAudibleLevel;
}

}  // namespace

bool AudibleMeter::hears(std::span<const std::byte> bytes) {
  if (bytes.empty()) return false;
  bool found = false;
  if (half_) {
    found = is_audible(*half_, bytes[0]);
    bytes = bytes.subspan(1);
    half_.reset();
  }
  for (std::size_t i = 0; i + 1 < bytes.size() && !found; i += 2) {
    found = is_audible(bytes[i], bytes[i + 1]);
  }
  if (bytes.size() % 2 == 1) half_ = bytes.back();
  return found;
}

}  // namespace hotpin::bench
