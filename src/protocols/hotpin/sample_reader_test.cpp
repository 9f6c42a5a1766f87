#include "protocols/hotpin/sample_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace hotpin::protocols::hotpin {
namespace {

using Samples = std::vector<std::int16_t>;

/// Of the samples 0x0201, 0x0403, 0x0605 on the wire.
constexpr std::array<std::byte, 6> kBytes{std::byte{1}, std::byte{2}, std::byte{3},
                                          std::byte{4}, std::byte{5}, std::byte{6}};

TEST(SampleReader, PiecesThatAreCutAnywhereGiveTheSameSamples) {
  for (std::size_t step = 1; step <= kBytes.size(); ++step) {
    SampleReader reader;
    Samples all;
    for (std::size_t at = 0; at < kBytes.size(); at += step) {
      const std::size_t size = std::min(step, kBytes.size() - at);
      const Samples some = reader.read(std::span(kBytes).subspan(at, size));
      all.insert(all.end(), some.begin(), some.end());
    }
    EXPECT_EQ(all, (Samples{0x0201, 0x0403, 0x0605})) << step;
  }
}

TEST(SampleReader, AnEmptyPieceLosesNothing) {
  SampleReader reader;
  EXPECT_EQ(reader.read(std::span(kBytes).first(1)), Samples{});
  EXPECT_EQ(reader.read({}), Samples{});
  EXPECT_EQ(reader.read(std::span(kBytes).subspan(1, 1)), Samples{0x0201});
}

TEST(SampleReader, HalfASampleEndsWithItsUtterance) {
  SampleReader reader;
  EXPECT_EQ(reader.read(std::span(kBytes).first(3)), Samples{0x0201});
  reader.end();
  EXPECT_EQ(reader.read(std::span(kBytes).subspan(4, 2)), Samples{0x0605});
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
