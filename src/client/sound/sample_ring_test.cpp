#include "client/sound/sample_ring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace hotpin::client {
namespace {

using testing::ElementsAre;

std::vector<std::int16_t> all_of(SampleRing& ring) {
  std::vector<std::int16_t> out;
  ring.pop_all(out);
  return out;
}

TEST(SampleRing, TakesWhatFitsAndGivesItInOrder) {
  SampleRing ring(4);
  const std::vector<std::int16_t> five{1, 2, 3, 4, 5};
  EXPECT_EQ(ring.push(five), 4U);
  EXPECT_EQ(ring.push(five), 0U);
  EXPECT_THAT(all_of(ring), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(ring.push(std::span(five).last(1)), 1U);
  EXPECT_THAT(all_of(ring), ElementsAre(5));
  EXPECT_EQ(ring.pushed(), 5U);
  EXPECT_EQ(ring.popped(), 5U);
}

TEST(SampleRing, WhatIsDroppedCountsAndIsNotHeard) {
  SampleRing ring(8);
  const std::vector<std::int16_t> some{1, 2, 3};
  ring.push(some);
  ring.drop();
  const std::vector<std::int16_t> more{7, 8};
  ring.push(more);
  EXPECT_THAT(all_of(ring), ElementsAre(7, 8));
  EXPECT_EQ(ring.popped(), 5U);
}

TEST(SampleRing, TwoThreadsLoseNothing) {
  SampleRing ring(64);
  constexpr int kCount = 200'000;
  auto writer = std::async(std::launch::async, [&ring] {
    for (int i = 0; i < kCount;) {
      const auto sample = static_cast<std::int16_t>(i & 0x7FFF);
      if (ring.push({&sample, 1}) == 1) ++i;
      else std::this_thread::yield();
    }
  });
  int next = 0;
  while (next < kCount) {
    std::array<std::int16_t, 50> out;
    const std::size_t got = ring.pop(out);
    for (std::size_t i = 0; i < got; ++i, ++next) ASSERT_EQ(out[i], next & 0x7FFF);
    if (got == 0) std::this_thread::yield();
  }
  writer.get();
}

}  // namespace
}  // namespace hotpin::client
