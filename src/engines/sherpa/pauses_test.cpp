#include "engines/sherpa/pauses.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

namespace hotpin::engines::sherpa {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t kRateHz = 1000;  // so that a sample is a millisecond

std::vector<std::int16_t> audio(std::initializer_list<std::pair<int, int>> runs) {
  std::vector<std::int16_t> samples;
  for (const auto& [level, length_ms] : runs) {
    samples.insert(samples.end(), static_cast<std::size_t>(length_ms),
                   static_cast<std::int16_t>(level));
  }
  return samples;
}

TEST(LongPauses, AFifthOfEachStays) {
  const auto samples =
      audio({{0, 250}, {900, 10}, {-300, 400}, {-900, 10}, {20, 199}, {900, 5}, {0, 200}});
  EXPECT_THAT(long_pauses(samples, kRateHz),
              ElementsAre(Cut{50, 250}, Cut{340, 660}, Cut{914, 1074}));
  EXPECT_THAT(long_pauses(audio({{900, 500}}), kRateHz), IsEmpty());
  EXPECT_THAT(long_pauses({}, kRateHz), IsEmpty());
}

TEST(LongPauses, WhatIsLeftOutIsGone) {
  std::vector<std::int16_t> samples = {0, 1, 2, 3, 4, 5, 6, 7};
  leave_out(samples, std::vector<Cut>{{1, 3}, {6, 8}});
  EXPECT_THAT(samples, ElementsAre(0, 3, 4, 5));
  leave_out(samples, {});
  EXPECT_THAT(samples, ElementsAre(0, 3, 4, 5));
}

TEST(LongPauses, PlacesMoveWithTheirSamples) {
  const std::vector<Cut> cuts = {{1, 3}, {6, 8}};
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place <= 8; ++place) places.push_back(place_after(place, cuts));
  EXPECT_THAT(places, ElementsAre(0, 1, 1, 1, 2, 3, 4, 4, 4));
}

}  // namespace
}  // namespace hotpin::engines::sherpa
