#include "engines/smart_turn/mel_features.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "support/smart_turn/mel_reference.hpp"

namespace hotpin::tests {
namespace {

using engines::smart_turn::kBands;
using engines::smart_turn::kFrames;
using engines::smart_turn::kHeardSamples;
using engines::smart_turn::mel_features;
using Pcm = std::vector<std::int16_t>;

/// As in mel_reference.py: a tone that changes, noise, and pauses with little noise.
Pcm made_signal(std::size_t count) {
  Pcm samples(count);
  std::uint32_t seed = 1;
  for (std::size_t i = 0; i < count; ++i) {
    seed = (seed * 1103515245U + 12345U) % (1U << 31U);
    const int noise = static_cast<int>(seed / 65536U % 2001U);
    const std::size_t period = 40 + i / 4000;
    const int tone = i % period < period / 2 ? 4000 : -4000;
    samples[i] = static_cast<std::int16_t>(i / 8000 % 3 == 2 ? noise / 50 : tone + noise - 1000);
  }
  return samples;
}

void expect_reference(const Pcm& pcm, std::span<const MelValue> expected) {
  const std::vector<float> features = mel_features(pcm);
  ASSERT_EQ(features.size(), kBands * kFrames);
  for (const auto& [band, frame, value] : expected)
    EXPECT_NEAR(features[band * kFrames + frame], value, 1e-3F) << band << ", " << frame;
}

TEST(MelFeatures, AreTheReferencesOfATurnThatIsShorterThanTheWindow) {
  expect_reference(made_signal(48'000), kMelsOfShort);
}

TEST(MelFeatures, AreTheReferencesOfATurnThatIsLonger) {
  expect_reference(made_signal(144'000), kMelsOfLong);
}

TEST(MelFeatures, LoudnessIsAllOne) {
  Pcm quiet = made_signal(kHeardSamples);
  for (std::int16_t& sample : quiet) sample = static_cast<std::int16_t>(sample / 8 * 8);
  const std::vector<float> loud = mel_features(quiet);
  for (std::int16_t& sample : quiet) sample = static_cast<std::int16_t>(sample / 8);
  EXPECT_THAT(mel_features(quiet), testing::Pointwise(testing::FloatNear(2e-3F), loud));
}

TEST(MelFeatures, SilenceIsTheSameEverywhere) {
  const std::vector<float> none = mel_features({});
  EXPECT_EQ(none, mel_features(Pcm(kHeardSamples)));
  EXPECT_THAT(none, testing::Each(-1.5F));
}

}  // namespace
}  // namespace hotpin::tests
