#include "audio/g711.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace hotpin::audio {
namespace {

std::int16_t decoded(G711 law, unsigned byte) {
  const auto one = static_cast<std::byte>(byte);
  return from_g711(law, {&one, 1}).at(0);
}

unsigned encoded(G711 law, std::int16_t sample) {
  return std::to_integer<unsigned>(to_g711(law, {&sample, 1}).at(0));
}

TEST(G711, KnownBytes) {
  // The ends and the middle of each law, as its recommendation has them in 16 bits.
  EXPECT_EQ(decoded(G711::mu_law, 0x00), -32124);
  EXPECT_EQ(decoded(G711::mu_law, 0x80), 32124);
  EXPECT_EQ(decoded(G711::mu_law, 0x7F), 0);
  EXPECT_EQ(decoded(G711::mu_law, 0xFF), 0);
  EXPECT_EQ(decoded(G711::mu_law, 0xFE), 8);
  EXPECT_EQ(decoded(G711::a_law, 0xD5), 8);
  EXPECT_EQ(decoded(G711::a_law, 0x55), -8);
  EXPECT_EQ(decoded(G711::a_law, 0xAA), 32256);
  EXPECT_EQ(decoded(G711::a_law, 0x2A), -32256);
  EXPECT_EQ(encoded(G711::mu_law, 0), 0xFFU);
  EXPECT_EQ(encoded(G711::a_law, 0), 0xD5U);
  EXPECT_EQ(encoded(G711::mu_law, -32768), 0x00U);
  EXPECT_EQ(encoded(G711::a_law, -32768), 0x2AU);
}

TEST(G711, EveryByteComesBack) {
  for (const G711 law : {G711::mu_law, G711::a_law}) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const bool is_negative_zero = law == G711::mu_law && byte == 0x7F;
      EXPECT_EQ(encoded(law, decoded(law, byte)), is_negative_zero ? 0xFFU : byte) << byte;
    }
  }
}

TEST(G711, EverySampleIsNear) {
  for (const G711 law : {G711::mu_law, G711::a_law}) {
    for (int sample = -32768; sample <= 32767; ++sample) {
      const int back = decoded(law, encoded(law, static_cast<std::int16_t>(sample)));
      // Half a step of its doubling: a 32nd, and of mu-law the bias's; what is loudest is cut.
      const int near = 16 + std::abs(sample) / 31 + (std::abs(sample) > 32000 ? 700 : 0);
      ASSERT_LE(std::abs(back - sample), near) << sample;
    }
  }
}

TEST(G711, NothingGivesNothing) {
  EXPECT_TRUE(from_g711(G711::a_law, std::span<const std::byte>{}).empty());
  EXPECT_TRUE(to_g711(G711::mu_law, {}).empty());
}

}  // namespace
}  // namespace hotpin::audio
