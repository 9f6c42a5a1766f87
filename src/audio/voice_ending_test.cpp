#include "audio/voice_ending.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace hotpin::audio {
namespace {

constexpr double kRateHz = 16000;

/// A voice of a few harmonics that glides from one pitch and level to another.
class Voice {
 public:
  Voice& glide(double ms, double from_hz, double to_hz, double from_level, double to_level) {
    const auto samples = static_cast<std::size_t>(ms * kRateHz / 1000);
    for (std::size_t i = 0; i < samples; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(samples);
      phase_ += (from_hz + share * (to_hz - from_hz)) / kRateHz;
      const double level = from_level * std::pow(to_level / from_level, share);
      double sound = 0;
      for (int harmonic = 1; harmonic <= 6; ++harmonic)
        sound += std::sin(2 * M_PI * phase_ * harmonic) / harmonic;
      pcm_.push_back(static_cast<std::int16_t>(level * sound));
    }
    return *this;
  }
  /// A room with a little noise.
  Voice& pause(double ms) {
    for (auto i = static_cast<std::size_t>(ms * kRateHz / 1000); i > 0; --i) {
      seed_ = seed_ * 1103515245 + 12345;
      pcm_.push_back(static_cast<std::int16_t>(static_cast<int>(seed_ >> 16 & 31) - 16));
    }
    return *this;
  }
  VoiceEnding ending() const { return voice_ending(pcm_).value_or(VoiceEnding{}); }

 private:
  std::vector<std::int16_t> pcm_;
  double phase_ = 0;
  std::uint32_t seed_ = 1;
};

TEST(VoiceEnding, AFinishedSentenceFadesAndSinks) {
  const VoiceEnding ending =
      Voice{}.glide(1000, 160, 140, 6000, 6000).glide(400, 130, 95, 3000, 150).pause(150).ending();
  EXPECT_GT(ending.fade_ms, 180);
  EXPECT_GT(ending.drop_db, 6);
  ASSERT_TRUE(ending.pitch_st);
  EXPECT_LT(*ending.pitch_st, 0.5);
}

TEST(VoiceEnding, AVoiceThatBreaksOffDoesNeither) {
  const VoiceEnding ending =
      Voice{}.glide(700, 110, 140, 6000, 6000).glide(500, 140, 160, 6000, 6000).pause(150).ending();
  EXPECT_LT(ending.fade_ms, 60);
  EXPECT_LT(ending.drop_db, 2);
  ASSERT_TRUE(ending.pitch_st);
  EXPECT_GT(*ending.pitch_st, 2);
}

TEST(VoiceEnding, TheLastSyllableOfAFinishedSentenceRings) {
  const auto after = [](double ms) {
    return Voice{}
        .glide(150, 140, 140, 1500, 6000)
        .glide(150, 140, 130, 6000, 600)
        .glide(40, 120, 120, 600, 4000)
        .glide(ms, 120, 110, 4000, 1000)
        .pause(150)
        .ending()
        .last_syllable_ms;
  };
  EXPECT_NEAR(after(60), 60, 30);
  EXPECT_NEAR(after(280), 280, 30);
}

TEST(VoiceEnding, ItDoesNotDependOnHowLoudTheMicrophoneIs) {
  const auto ending = [](double gain) {
    return Voice{}
        .glide(1000, 160, 140, 6000 * gain, 6000 * gain)
        .glide(400, 130, 95, 3000 * gain, 600 * gain)
        .pause(150)
        .ending();
  };
  EXPECT_NEAR(ending(1).drop_db, ending(0.3).drop_db, 0.5);
  EXPECT_NEAR(ending(1).fade_ms, ending(0.3).fade_ms, 30);
}

TEST(VoiceEnding, OldSpeechIsNotLookedAt) {
  Voice late;
  late.glide(2000, 300, 300, 30000, 30000).glide(3000, 120, 120, 3000, 3000).pause(150);
  EXPECT_LT(late.ending().drop_db, 2);
}

TEST(VoiceEnding, SilenceAndScrapsTellNothing) {
  EXPECT_FALSE(voice_ending({}));
  EXPECT_FALSE(voice_ending(std::vector<std::int16_t>(16000)));
  EXPECT_FALSE(voice_ending(std::vector<std::int16_t>(100, 1000)));
}

}  // namespace
}  // namespace hotpin::audio
