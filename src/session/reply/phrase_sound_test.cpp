#include "session/reply/phrase_sound.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hotpin::session {
namespace {

/// What came of a whole phrase before it was taken in pieces.
std::vector<std::int16_t> whole(const std::vector<std::int16_t>& samples, std::uint32_t rate_hz) {
  const audio::VoicedRange kept = audio::voiced_range(samples, rate_hz);
  return audio::resample(std::span(samples).subspan(kept.begin, kept.end - kept.begin), rate_hz,
                         OutputRate{}.hz);
}

std::vector<std::int16_t> in_pieces(const std::vector<std::int16_t>& samples, std::uint32_t rate_hz,
                                    std::size_t size) {
  std::vector<engine::TtsAudio> pieces;
  for (std::size_t at = 0; at < samples.size(); at += size) {
    const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(size, samples.size() - at));
    pieces.push_back({{begin, end}, rate_hz});
  }
  return to_output(pieces, {});
}

TEST(PhraseSound, PiecesGiveTheSamplesOfTheWhole) {
  for (const std::uint32_t rate_hz : {8000U, 16000U, 22050U, 24000U, 44100U, 48000U}) {
    std::vector<std::int16_t> samples(rate_hz, 5);
    for (std::size_t i = rate_hz / 5; i < rate_hz / 2; ++i) {
      samples[i] = static_cast<std::int16_t>((i * 7919) % 20011);
    }
    const auto wanted = whole(samples, rate_hz);
    ASSERT_FALSE(wanted.empty());
    for (const std::size_t size : {std::size_t{1}, std::size_t{333}, samples.size()}) {
      EXPECT_EQ(in_pieces(samples, rate_hz, size), wanted) << rate_hz << " Hz, pieces of " << size;
    }
  }
}

TEST(PhraseSound, TheFirstSoundDoesNotWaitForTheNext) {
  PhraseSound sound({});
  EXPECT_TRUE(sound.push({std::vector<std::int16_t>(2400, 3), 24000}).empty());
  EXPECT_FALSE(sound.push({std::vector<std::int16_t>(2400, 3000), 24000}).empty());
  EXPECT_EQ(sound.trimmed(), 2400U - 240);
}

TEST(PhraseSound, WhatIsVeryShortWaitsForMore) {
  PhraseSound sound({});
  EXPECT_TRUE(sound.push({std::vector<std::int16_t>(319, 900), 16000}).empty());
  EXPECT_EQ(sound.push({{900}, 16000}).size(), 320U);
  EXPECT_TRUE(sound.push({{900}, 16000}).empty());
  EXPECT_EQ(sound.finish().size(), 1U);
}

TEST(PhraseSound, SilenceAndNothingGiveNothing) {
  EXPECT_TRUE(to_output({}, {}).empty());
  EXPECT_TRUE(to_output({{std::vector<std::int16_t>(5000, 100), 24000}}, {}).empty());
}

TEST(PhraseSound, APieceOfAnotherRateKeepsItsLength) {
  const std::vector<std::int16_t> half_second(12000, 900);
  EXPECT_EQ(
      to_output({{half_second, 24000}, {std::vector<std::int16_t>(24000, 900), 48000}}, {}).size(),
      16000U);
}

TEST(PhraseSound, IsOfTheClientsRate) {
  const std::vector<std::int16_t> half_second(11025, 900);
  for (const std::uint32_t hz : {8'000U, 16'000U, 24'000U, 48'000U}) {
    EXPECT_EQ(to_output({{half_second, 22050}}, {hz}).size(), hz / 2);
  }
}

TEST(PhraseSound, WhatBreaksOffEndsInSilence) {
  PhraseSound sound({});
  sound.push({std::vector<std::int16_t>(2400, 8000), 24000});
  const auto rest = sound.break_off();
  ASSERT_FALSE(rest.empty());
  EXPECT_EQ(rest.back(), 0);
}

}  // namespace
}  // namespace hotpin::session
