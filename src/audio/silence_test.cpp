#include "audio/silence.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hotpin::audio {
namespace {

TEST(Silence, IsTakenOffBothEnds) {
  std::vector<std::int16_t> samples(16000, 50);  // a noise floor
  std::fill(samples.begin() + 4000, samples.begin() + 8000, std::int16_t{5000});
  const VoicedRange range = voiced_range(samples, 16000);
  EXPECT_EQ(range.begin, 4000U - 160);
  EXPECT_EQ(range.end, 8000U + 480);
}

TEST(Silence, SoundUpToTheEdgesStays) {
  const std::vector<std::int16_t> samples(100, 5000);
  const VoicedRange range = voiced_range(samples, 16000);
  EXPECT_EQ(range.begin, 0U);
  EXPECT_EQ(range.end, 100U);
}

TEST(Silence, NothingAudibleIsEmpty) {
  const std::vector<std::int16_t> samples(100, kAudibleLevel - 1);
  const VoicedRange range = voiced_range(samples, 16000);
  EXPECT_EQ(range.begin, range.end);
  EXPECT_EQ(voiced_range({}, 16000).end, 0U);
}

}  // namespace
}  // namespace hotpin::audio
