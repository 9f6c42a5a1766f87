#include "load/wire/audible_meter.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace hotpin::bench {
namespace {

std::vector<std::byte> bytes(const std::vector<std::int16_t>& samples) {
  std::vector<std::byte> out;
  for (const std::int16_t sample : samples) {
    out.push_back(static_cast<std::byte>(sample & 0xFF));
    out.push_back(static_cast<std::byte>((sample >> 8) & 0xFF));
  }
  return out;
}

TEST(AudibleMeter, HearsOnePerCentOfFullScaleOfEitherSign) {
  AudibleMeter meter;
  EXPECT_FALSE(meter.hears(bytes({0, 327, -327})));
  EXPECT_TRUE(meter.hears(bytes({0, 328})));
  EXPECT_TRUE(meter.hears(bytes({0, -328, 0})));
  EXPECT_TRUE(meter.hears(bytes({-32768})));
  EXPECT_FALSE(meter.hears({}));
}

TEST(AudibleMeter, ASampleMayBeCutInTwo) {
  const auto loud = bytes({0, 20000});
  AudibleMeter meter;
  EXPECT_FALSE(meter.hears(std::span(loud).first(3)));
  EXPECT_TRUE(meter.hears(std::span(loud).subspan(3)));
  EXPECT_FALSE(meter.hears(std::span(loud).first(1)));
  meter.restart();
  EXPECT_TRUE(meter.hears(loud)) << "half a sample of the reply before is forgotten";
}

}  // namespace
}  // namespace hotpin::bench
