#include "load/utterance.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <random>

#include "audio/wav.hpp"
#include "support/temp_folder.hpp"

namespace hotpin::bench {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using Samples = std::vector<std::int16_t>;

constexpr std::size_t kMs = 16;  // samples

Samples noise(std::size_t length, int level, unsigned seed) {
  std::mt19937 random(seed);
  Samples samples;
  for (std::size_t i = 0; i < length; ++i) {
    samples.push_back(
        static_cast<std::int16_t>(static_cast<int>(random() % (2 * level + 1)) - level));
  }
  return samples;
}

Samples voice(std::size_t length) {
  Samples samples;
  for (std::size_t i = 0; i < length; ++i) {
    samples.push_back(static_cast<std::int16_t>(8000 * std::cos(double(i) / 10)));
  }
  samples.back() = 4000;  // so that the last sample is known to be loud
  return samples;
}

Samples joined(std::initializer_list<Samples> parts) {
  Samples all;
  for (const Samples& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Utterance cut(const Samples& recording) {
  return cut_utterance("it", recording, 0, recording.size()).value();
}

TEST(CutUtterance, SpeechEndsWithTheLastLoudSample) {
  const Samples recording =
      joined({noise(300 * kMs, 20, 1), voice(500 * kMs), noise(400 * kMs, 20, 2)});
  const Utterance utterance = cut(recording);
  EXPECT_EQ(utterance.speech.size(), 800 * kMs);
  EXPECT_EQ(utterance.speech.back(), 4000);
}

TEST(CutUtterance, NoiseAboveTwoPerCentOfThePeakIsNoSpeech) {
  const Samples recording =
      joined({noise(500 * kMs, 200, 1), voice(500 * kMs), noise(500 * kMs, 200, 2)});
  EXPECT_EQ(cut(recording).speech.size(), 1000 * kMs);
}

TEST(CutUtterance, BehindTheSpeechTheRecordingGoesOnThenItsRoomToneForEver) {
  const Samples rest = noise(400 * kMs, 20, 2);
  const Utterance utterance = cut(joined({voice(500 * kMs), rest}));
  Samples heard;
  for (std::size_t i = 0; i < 5000 * kMs; ++i) heard.push_back(utterance.behind_speech(i));
  const auto untouched = static_cast<std::ptrdiff_t>(380 * kMs);  // the end is blended
  EXPECT_TRUE(std::equal(rest.begin(), rest.begin() + untouched, heard.begin()));
  EXPECT_THAT(heard, Each(testing::AllOf(testing::Ge(-20), testing::Le(20))));
  const Samples late(heard.end() - 1000, heard.end());
  EXPECT_THAT(late, testing::Contains(testing::Ge(15))) << "not silence, but the room's noise";
}

TEST(CutUtterance, TheTailStopsBeforeTheNextWords) {
  const Utterance utterance =
      cut_utterance("it", joined({voice(500 * kMs), noise(200 * kMs, 20, 2), voice(500 * kMs)}), 0,
                    600 * kMs)
          .value();
  EXPECT_EQ(utterance.speech.size(), 500 * kMs);
  EXPECT_EQ(utterance.fading.size(), 180 * kMs) << "20 ms before the next words";
  EXPECT_THAT(utterance.tone, Each(testing::AllOf(testing::Ge(-20), testing::Le(20))));
}

TEST(CutUtterance, TheLoopHasNoJump) {
  Samples hum;  // a slow wave: a jump would be as large as the wave
  for (std::size_t i = 0; i < 1000 * kMs; ++i) {
    hum.push_back(
        static_cast<std::int16_t>(100 * std::sin(2 * std::numbers::pi * double(i) / (37 * kMs))));
  }
  const Utterance utterance = cut(joined({voice(500 * kMs), hum}));
  int largest = 0;
  for (std::size_t i = 0; i < 5000 * kMs; ++i) {
    largest =
        std::max(largest, std::abs(utterance.behind_speech(i + 1) - utterance.behind_speech(i)));
  }
  EXPECT_LE(largest, 20);
}

TEST(CutUtterance, ARecordingThatIsQuietForAMomentOnlyGivesAShortLoop) {
  const Samples recording = joined({voice(300 * kMs), noise(80 * kMs, 5, 1), voice(300 * kMs)});
  const Utterance utterance = cut(recording);
  EXPECT_EQ(utterance.tone.size(), 2 * 60 * kMs);
  EXPECT_THAT(utterance.tone, Each(testing::AllOf(testing::Ge(-5), testing::Le(5))));
}

TEST(CutUtterance, SilenceIsRefused) {
  EXPECT_THAT(cut_utterance("quiet", Samples(1000, 0), 0, 1000).error().detail,
              HasSubstr("quiet holds no speech"));
  EXPECT_FALSE(cut_utterance("none", Samples{}, 0, 0));
}

void write_wav(const std::filesystem::path& path, const Samples& samples) {
  std::ofstream(path, std::ios::binary) << audio::wav_file(samples, 16000);
}

TEST(LoadUtterances, TakesFilesStretchesAndFolders) {
  const tests::TempFolder folder;
  const auto file = [&folder](const char* name) { return (folder.path() / name).string(); };
  write_wav(file("b.wav"), joined({voice(1000 * kMs), noise(100 * kMs, 5, 1)}));
  write_wav(file("a.wav"), voice(500 * kMs));
  std::ofstream(file("notes.txt")) << "no sound";
  const auto loaded = load_utterances({file("b.wav") + "@100-300", folder.path().string()});
  ASSERT_TRUE(loaded) << loaded.error().detail;
  EXPECT_THAT(*loaded, ElementsAre(Field(&Utterance::name, file("b.wav") + "@100-300"),
                                   Field(&Utterance::name, file("a.wav")),
                                   Field(&Utterance::name, file("b.wav"))));
  EXPECT_NEAR(double(loaded->front().speech.size()), 200.0 * kMs, 2.0 * kMs);
}

TEST(CutUtterance, ARecordingWithoutAPauseIsFollowedBySilence) {
  const Utterance utterance = cut(voice(500 * kMs));
  EXPECT_EQ(utterance.speech.size(), 500 * kMs);
  EXPECT_THAT(utterance.tone, Each(0));
}

TEST(LoadUtterances, SaysWhatIsWrong) {
  const tests::TempFolder folder;
  const auto why = [](const std::string& word) { return load_utterances({word}).error().detail; };
  EXPECT_THAT(why(folder.path().string()), HasSubstr("no WAV file"));
  EXPECT_THAT(why("nowhere.wav"), HasSubstr("nowhere.wav"));
  EXPECT_THAT(why("nowhere.wav@5-2"), HasSubstr("FILE@BEGIN-END"));
  EXPECT_THAT(why("nowhere.wav@a-b"), HasSubstr("FILE@BEGIN-END"));
}

}  // namespace
}  // namespace hotpin::bench
