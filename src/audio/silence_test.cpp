#include "audio/silence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
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

struct Stretch {
  std::size_t samples;
  std::int16_t level;
};
struct Shape {
  std::string name;
  std::vector<Stretch> stretches;
};

std::vector<std::int16_t> samples_of(const Shape& shape) {
  std::vector<std::int16_t> samples;
  for (const Stretch& it : shape.stretches) samples.insert(samples.end(), it.samples, it.level);
  return samples;
}

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all = {
      {"nothing", {}},
      {"silence alone", {{5000, 3}}},
      {"sound up to both edges", {{1000, 900}}},
      {"one audible sample", {{700, 0}, {1, -400}, {900, 0}}},
      {"a lead shorter than 10 ms", {{50, 0}, {400, 900}, {40, 0}}},
      {"silence around it", {{4000, 50}, {3000, 5000}, {4000, -50}}},
      {"a long pause inside", {{4000, 0}, {500, 5000}, {9000, 7}, {500, -5000}, {4000, 0}}},
      {"pauses of about a tail",
       {{9, 0}, {9, 900}, {479, 0}, {9, 900}, {481, 0}, {9, 900}, {480, 0}}},
      {"the softest that is heard", {{300, kAudibleLevel - 1}, {300, kAudibleLevel}, {600, 327}}},
      {"the lowest sample", {{300, 0}, {2, -32768}, {600, 0}}},
  };
  return all;
}

TEST(SilenceTrimmer, PiecesLeaveWhatTheWholeLeaves) {
  for (const Shape& shape : shapes()) {
    const auto samples = samples_of(shape);
    const VoicedRange kept = voiced_range(samples, 16000);
    const std::vector<std::int16_t> whole(samples.begin() + static_cast<std::ptrdiff_t>(kept.begin),
                                          samples.begin() + static_cast<std::ptrdiff_t>(kept.end));
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{160}, std::size_t{483}, samples.size() + 1}) {
      SilenceTrimmer trimmer(16000);
      std::vector<std::int16_t> out;
      for (std::size_t at = 0; at < samples.size(); at += size) {
        trimmer.push(std::span(samples).subspan(at, std::min(size, samples.size() - at)), out);
      }
      EXPECT_EQ(out, whole) << shape.name << " in pieces of " << size;
      if (!whole.empty()) {
        EXPECT_EQ(trimmer.trimmed(), kept.begin) << shape.name;
      }
    }
  }
}

TEST(SilenceTrimmer, SoundIsNotHeldBack) {
  SilenceTrimmer trimmer(16000);
  std::vector<std::int16_t> out;
  trimmer.push(std::vector<std::int16_t>(300, 0), out);
  EXPECT_TRUE(out.empty());
  trimmer.push(std::vector<std::int16_t>(100, 900), out);
  EXPECT_EQ(out.size(), 160U + 100) << "with its lead";
  trimmer.push(std::vector<std::int16_t>(1000, 0), out);
  EXPECT_EQ(out.size(), 160U + 100 + 480) << "with its tail";
}

}  // namespace
}  // namespace hotpin::audio
