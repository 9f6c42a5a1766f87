#include "audio/input/speech_conditioner.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace hotpin::audio {
namespace {

using Pcm = std::vector<std::int16_t>;
constexpr std::size_t kSecond = 16'000;

std::int16_t sample_of(double value) {
  return static_cast<std::int16_t>(std::lrint(std::clamp(value, -32768.0, 32767.0)));
}

Pcm sine(double hz, double level, double seconds) {
  Pcm pcm;
  for (std::size_t i = 0; i < static_cast<std::size_t>(seconds * kSecond); ++i) {
    pcm.push_back(
        sample_of(level * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / kSecond)));
  }
  return pcm;
}

Pcm noise(double level, double seconds) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal(0, level);
  Pcm pcm(static_cast<std::size_t>(seconds * kSecond));
  for (std::int16_t& sample : pcm) sample = sample_of(normal(random));
  return pcm;
}

/// Four syllables a second of a voice at 120 Hz, in a room of its thousandth.
Pcm voice(double level, double seconds) {
  Pcm pcm = noise(level / 1000, seconds);
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    const double at_s = static_cast<double>(i) / kSecond;
    const double syllable = std::max(0.0, std::sin(2 * std::numbers::pi * 4 * at_s));
    double sum = 0;
    for (int harmonic = 1; harmonic <= 20; ++harmonic) {
      sum += std::sin(2 * std::numbers::pi * 120 * harmonic * at_s) / harmonic;
    }
    pcm[i] = sample_of(pcm[i] + 0.5 * level * syllable * sum);
  }
  return pcm;
}

Pcm operator+(Pcm one, const Pcm& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

Pcm with_offset(Pcm pcm, double offset) {
  for (std::int16_t& sample : pcm) sample = sample_of(sample + offset);
  return pcm;
}

/// Root mean square in dB of full scale of a part, by seconds.
double level_db(const Pcm& pcm, double from_s, double to_s) {
  double energy = 0.01;
  const auto from = static_cast<std::size_t>(from_s * kSecond);
  const auto to = std::min(pcm.size(), static_cast<std::size_t>(to_s * kSecond));
  for (std::size_t i = from; i < to; ++i) energy += double{1} * pcm[i] * pcm[i];
  return 10 * std::log10(energy / static_cast<double>(to - from)) - 90.3;
}
double level_db(const Pcm& pcm) {
  return level_db(pcm, 0, static_cast<double>(pcm.size()) / kSecond);
}

int peak(const Pcm& pcm, std::size_t from = 0) {
  int most = 0;
  for (std::size_t i = from; i < pcm.size(); ++i) most = std::max(most, std::abs(int{pcm[i]}));
  return most;
}

Pcm conditioned(const Pcm& pcm, std::size_t slice = 320) {
  SpeechConditioner conditioner;
  Pcm out;
  for (std::size_t at = 0; at < pcm.size(); at += slice) {
    conditioner.push(std::span(pcm).subspan(at, std::min(slice, pcm.size() - at)), out);
  }
  conditioner.finish(out);
  EXPECT_EQ(out.size(), pcm.size());
  return out;
}

TEST(HighPass, CleanSoundIsLeftBitByBit) {
  const Pcm pcm = voice(6000, 2) + noise(3, 1) + voice(20'000, 1) + Pcm(kSecond);
  EXPECT_EQ(conditioned(pcm), pcm);
}

TEST(HighPass, AnOffsetIsGoneAfterFourFrames) {
  for (const double offset : {-32768.0, -9830.0, 655.0, 9830.0, 32767.0}) {
    EXPECT_LE(peak(conditioned(with_offset(noise(1, 1), offset)), 1280), 6) << offset;
  }
}

TEST(HighPass, ASmallOffsetIsGoneSoon) {
  for (const double offset : {-33.0, 20.0, 164.0}) {
    EXPECT_LE(peak(conditioned(with_offset(noise(3, 1), offset)), 6400), 16) << offset;
  }
}

TEST(HighPass, AnOffsetUnderSpeechIsGoneSoon) {
  const Pcm pcm = conditioned(with_offset(voice(6000, 2), 655) + with_offset(noise(3, 1), 655));
  EXPECT_LE(peak(pcm, 2 * kSecond + 800), 16);
  EXPECT_NEAR(level_db(pcm, 0.5, 2), level_db(voice(6000, 2), 0.5, 2), 0.3);
}

TEST(HighPass, AnOffsetThatComesOrDriftsIsGoneSoon) {
  const Pcm stepped = conditioned(noise(3, 1) + with_offset(noise(3, 1), 9830));
  EXPECT_LE(peak(stepped, kSecond + kSecond / 10), 16);
  Pcm drifting = noise(3, 4);
  for (std::size_t i = 0; i < drifting.size(); ++i) {
    drifting[i] = sample_of(drifting[i] + static_cast<double>(i) / 10);
  }
  EXPECT_LE(peak(conditioned(drifting), kSecond), 24);
  const Pcm clipped = with_offset(voice(20'000, 1), 20'000) + with_offset(noise(3, 1), 20'000);
  EXPECT_LE(peak(conditioned(clipped), kSecond + kSecond / 10), 16);
}

/// Breath of a plosive that is blown into the microphone, and the microphone's swing back.
Pcm pop(double level) { return sine(12.5, level, 0.04) + sine(6.25, -level / 2, 0.08); }

TEST(HighPass, APlosiveIsLeftBitByBit) {
  for (const double level : {1000.0, 9000.0, -12'000.0}) {
    const Pcm pcm = noise(10, 0.5) + pop(level) + voice(6000, 0.4) + pop(level) + noise(10, 0.5);
    EXPECT_EQ(conditioned(pcm), pcm) << level;
  }
}

TEST(HighPass, ALargeOffsetUnderSpeechIsGoneWithin100Ms) {
  for (const double offset : {-9830.0, 9830.0}) {
    const Pcm speech = voice(6000, 1);
    const Pcm pcm = conditioned(with_offset(speech, offset));
    double sum = 0;
    for (std::size_t i = 1600; i < 9600; ++i) sum += pcm[i];
    EXPECT_LT(std::abs(sum / 8000), 100) << offset;
  }
}

TEST(HighPass, RumbleAndHumGoAndVoicesStay) {
  for (const auto& [hz, least_db] : {std::pair{20.0, 30.0}, {30.0, 20.0}, {50.0, 6.0}}) {
    const Pcm pcm = sine(hz, 3000, 2);
    EXPECT_LT(level_db(conditioned(pcm), 1.3, 2), level_db(pcm) - least_db) << hz;
    EXPECT_LT(level_db(conditioned(with_offset(pcm, 655)), 1, 2), level_db(pcm) - least_db) << hz;
  }
  for (const double hz : {90.0, 150.0, 1000.0, 7000.0}) {
    const Pcm pcm = conditioned(with_offset(sine(hz, 10'000, 1), 2000));
    EXPECT_NEAR(level_db(pcm, 0.3, 1), level_db(sine(hz, 10'000, 1)), 0.6) << hz;
  }
}

TEST(VoiceGain, AVoiceOfUsualLevelStaysAsItIs) {
  for (const double level : {3000.0, 10'000.0, 30'000.0}) {
    const Pcm speech = Pcm(kSecond) + voice(level, 2) + Pcm(kSecond);
    EXPECT_EQ(conditioned(speech), speech) << level;
  }
}

TEST(VoiceGain, AQuietVoiceIsLiftedFromItsFirstSound) {
  for (const double level : {30.0, 100.0, 300.0}) {
    const Pcm out = conditioned(Pcm(kSecond) + voice(level, 2));
    EXPECT_GT(level_db(out, 1.0, 1.1), -40) << level;
    EXPECT_NEAR(level_db(out, 1.0, 1.1), level_db(out, 2.75, 2.85), 3) << level;
    EXPECT_LT(peak(out), 32'767) << level;
  }
}

TEST(VoiceGain, NoiseAloneIsNeverLifted) {
  for (const double level : {3.0, 30.0, 300.0, 3000.0}) {
    const Pcm pcm = Pcm(kSecond / 2) + noise(level, 8);
    EXPECT_NEAR(level_db(conditioned(pcm), 1, 8), level_db(pcm, 1, 8), 0.5) << level;
  }
}

TEST(VoiceGain, AHumIsNotLiftedAboveARoom) {
  for (const double hz : {100.0, 120.0}) {
    const Pcm out = conditioned(Pcm(kSecond) + sine(hz, 60, 10));
    EXPECT_LT(level_db(out, 4, 11), -49) << hz;
  }
}

TEST(VoiceGain, ASentenceKeepsItsGain) {
  Pcm sentence = voice(30, 0.5) + voice(80, 1) + voice(30, 1) + voice(10, 0.5);
  const Pcm out = conditioned(Pcm(kSecond) + sentence);
  const double at_first = level_db(out, 1, 1.25) - level_db(sentence, 0, 0.25);
  EXPECT_GT(at_first, 10);
  for (const double at_s : {0.5, 1.0, 1.5, 2.0, 2.5}) {
    const double gain =
        level_db(out, 1 + at_s, 1.25 + at_s) - level_db(sentence, at_s, at_s + 0.25);
    EXPECT_NEAR(gain, at_first, 3) << at_s;
  }
}

TEST(VoiceGain, NoiseForAMinuteChangesNothingForTheVoiceBehindIt) {
  const Pcm usual = voice(8000, 2);
  const Pcm out = conditioned(noise(30, 60) + usual);
  EXPECT_NEAR(level_db(out, 60, 62), level_db(usual), 0.5);
  const Pcm quiet = conditioned(noise(3, 60) + voice(100, 2));
  EXPECT_GT(level_db(quiet, 60.1, 62), -45);
}

TEST(VoiceGain, ALoudVoiceBehindAQuietOneIsNotClipped) {
  const Pcm out = conditioned(Pcm(kSecond) + voice(60, 2) + Pcm(kSecond / 2) + voice(20'000, 1));
  EXPECT_GT(level_db(out, 1, 3), -42);
  EXPECT_NEAR(level_db(out, 3.75, 4.5), level_db(voice(20'000, 1), 0.25, 1), 1);
}

TEST(VoiceGain, AQuietVoiceBehindALoudOneIsLiftedSlowly) {
  const Pcm out = conditioned(voice(3000, 2) + voice(60, 30));
  EXPECT_LT(level_db(out, 2.1, 2.6), level_db(voice(60, 1)) + 3);
  EXPECT_GT(level_db(out, 31, 32), level_db(voice(60, 1)) + 6);
}

TEST(VoiceGain, WhenNobodySpeaksTheGainIsOneAgain) {
  const Pcm behind = noise(3, 4);
  const Pcm out = conditioned(Pcm(kSecond) + voice(60, 2) + noise(3, 4) + behind);
  EXPECT_NEAR(level_db(out, 8, 11), level_db(behind), 1.5);
}

TEST(VoiceGain, AClickDoesNotHideAQuietVoice) {
  Pcm pcm = Pcm(kSecond);
  for (std::size_t i = 8000; i < 8100; ++i) pcm[i] = i % 2 == 0 ? 20'000 : -20'000;
  EXPECT_GT(level_db(conditioned(pcm + voice(60, 3)), 1.4, 4), -42);
}

TEST(VoiceGain, NothingOfAUsualVoiceWaits) {
  SpeechConditioner conditioner;
  Pcm out;
  conditioner.push(Pcm(kSecond), out);
  EXPECT_GE(out.size(), kSecond - VoiceGain::kLongestWait - 160);
  Pcm speech = voice(8000, 1);
  conditioner.push(speech, out);
  EXPECT_EQ(out.size(), 2 * kSecond);
  for (int frame = 0; frame < 50; ++frame) {
    conditioner.push(Pcm(320), out);
    EXPECT_EQ(out.size(), 2 * kSecond + 320U * static_cast<unsigned>(frame + 1));
  }
}

TEST(VoiceGain, WhatMayBeAnEchoIsNotLiftedAndDoesNotWait) {
  SpeechConditioner conditioner;
  Pcm out;
  const Pcm echo = voice(60, 4);
  conditioner.set_echo(true);
  conditioner.push(echo, out);
  EXPECT_EQ(out.size(), echo.size());
  EXPECT_NEAR(level_db(out), level_db(echo), 0.5);
  conditioner.set_echo(false);
  conditioner.push(voice(60, 0.4), out);  // it rings on
  EXPECT_NEAR(level_db(out), level_db(echo), 0.5);
  conditioner.push(voice(60, 4), out);
  EXPECT_GT(level_db(out, 6, 8), level_db(echo) + 15);
}

TEST(SpeechConditioner, HoweverItIsCutItIsTheSame) {
  const Pcm pcm = noise(3, 0.7) + voice(60, 1.5) + voice(9000, 1) + noise(20, 4) + voice(200, 1);
  const Pcm whole = conditioned(pcm, pcm.size());
  for (const std::size_t slice : {1, 33, 160, 320, 2048}) EXPECT_EQ(conditioned(pcm, slice), whole);
}

TEST(SpeechConditioner, EachUtteranceBeginsAnew) {
  SpeechConditioner conditioner;
  const Pcm pcm = Pcm(4000) + voice(60, 1);
  Pcm first;
  conditioner.push(pcm, first);
  conditioner.finish(first);
  Pcm second;
  conditioner.push(pcm, second);
  conditioner.finish(second);
  EXPECT_EQ(first, second);
}

TEST(SpeechConditioner, AMicrophonesOffsetIsKnownInItsNextUtterance) {
  SpeechConditioner conditioner;
  for (int utterance = 0; utterance < 2; ++utterance) {
    Pcm out;
    conditioner.push(with_offset(noise(3, 1), 655), out);
    conditioner.finish(out);
    EXPECT_LE(peak(out, utterance == 0 ? 1280 : 0), 16);
  }
}

}  // namespace
}  // namespace hotpin::audio
