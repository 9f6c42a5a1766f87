#include "audio/resampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hotpin::audio {
namespace {

std::vector<std::int16_t> tone(double frequency_hz, std::uint32_t rate_hz, std::size_t count) {
  std::vector<std::int16_t> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double phase = 2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / rate_hz;
    samples[i] = static_cast<std::int16_t>(10000 * std::sin(phase));
  }
  return samples;
}

/// Away from the ends, where filters of different length differ.
double largest_difference(const std::vector<std::int16_t>& a, const std::vector<std::int16_t>& b) {
  double largest = 0;
  for (std::size_t i = 1000; i + 1000 < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, std::abs(double(a[i]) - b[i]));
  return largest;
}

TEST(Resampler, AToneKeepsItsPitchPlaceAndLength) {
  for (const std::uint32_t in_hz : {8000U, 22050U, 24000U, 44100U, 48000U}) {
    const auto out = resample(tone(440, in_hz, in_hz), in_hz, 16000);
    ASSERT_EQ(out.size(), 16000U);
    const auto wanted = tone(440, 16000, 16000);
    EXPECT_LT(largest_difference(out, wanted), 300) << in_hz;
  }
}

TEST(Resampler, PiecesGiveWhatTheWholeGives) {
  const auto in = tone(440, 22050, 22050);
  const auto in_pieces = [&in](std::size_t size) {
    Resampler resampler(22050, 16000);
    std::vector<std::int16_t> out;
    for (std::size_t at = 0; at < in.size(); at += size) {
      resampler.process(std::span(in).subspan(at, std::min(size, in.size() - at)), out);
    }
    resampler.finish(out);
    return out;
  };
  EXPECT_EQ(in_pieces(97), in_pieces(in.size()));
  const auto whole = resample(in, 22050, 16000);
  ASSERT_GE(in_pieces(97).size() + 1, whole.size());
  EXPECT_LT(largest_difference(in_pieces(97), whole), 300);
}

TEST(RecordingResampler, PiecesGiveBitByBitWhatTheWholeGives) {
  for (const std::uint32_t in_hz :
       {8000U, 11025U, 16000U, 22050U, 24000U, 44100U, 48000U, 96000U}) {
    const auto in = tone(441, in_hz, in_hz * 4 / 3 + 1);
    const auto whole = resample(in, in_hz, 16000);
    EXPECT_EQ(whole.size(), in.size() * std::uint64_t{16000} / in_hz);
    for (const std::size_t size : {std::size_t{1}, std::size_t{37}, std::size_t{2400}}) {
      RecordingResampler resampler(in_hz, 16000);
      std::vector<std::int16_t> out;
      for (std::size_t at = 0; at < in.size(); at += size) {
        resampler.push(std::span(in).subspan(at, std::min(size, in.size() - at)), out);
      }
      resampler.finish(out);
      EXPECT_EQ(out, whole) << in_hz << " Hz in pieces of " << size;
    }
  }
}

TEST(RecordingResampler, AVoiceGoesOutAfter45MsOfItAtMost) {
  for (const std::uint32_t in_hz : {16000U, 22050U, 24000U, 44100U, 48000U}) {
    RecordingResampler resampler(in_hz, 16000);
    std::vector<std::int16_t> out;
    resampler.push(tone(441, in_hz, in_hz * 45 / 1000), out);
    EXPECT_FALSE(out.empty()) << in_hz;
  }
}

TEST(Resampler, TheSameRatePassesThrough) {
  const auto in = tone(440, 16000, 1000);
  EXPECT_EQ(resample(in, 16000, 16000), in);
  EXPECT_TRUE(resample({}, 22050, 16000).empty());
}

}  // namespace
}  // namespace hotpin::audio
