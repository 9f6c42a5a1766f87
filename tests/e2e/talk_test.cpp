#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "audio/resampler.hpp"
#include "audio/silence.hpp"
#include "audio/wav.hpp"
#include "client/turn_client.hpp"
#include "support/server_process.hpp"
#include "support/speech/speech_lab.hpp"
#include "support/speech/word_error_rate.hpp"

namespace hotpin::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// What the recordings read, from the printed books.
constexpr const char* kTwoCities =
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age "
    "of foolishness, "
    "it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it "
    "was the season of "
    "Darkness, it was the spring of hope, it was the winter of despair, we had everything before "
    "us, we had nothing "
    "before us, we were all going direct to Heaven, we were all going direct the other way - in "
    "short, the period was "
    "so far like the present period, that some of its noisiest authorities insisted on its being "
    "received, for good "
    "or for evil, in the superlative degree of comparison only.";
constexpr const char* kBeckett =
    "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better.";

fs::path shared_speech() {
  const char* given = std::getenv("HOTPIN_SHARED_DATA");
  return (given != nullptr ? fs::path(given) : fs::path(HOTPIN_SOURCE_DIR) / "../shared/data") /
         "speech";
}

std::vector<std::int16_t> load(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const auto wav = audio::parse_wav(std::as_bytes(std::span(bytes))).value();
  return audio::resample(wav.samples, wav.rate_hz, 16000);
}

class Talk : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server = std::make_unique<ServerProcess>();
    lab = std::make_unique<SpeechLab>();
  }
  static void TearDownTestSuite() {
    std::printf("replies recognised again: word error rate %.1f %% of %zu words\n",
                100 * replies.rate(), replies.words);
    EXPECT_LE(replies.rate(), 0.25);
    server.reset();
    lab.reset();
  }

  static client::TurnResult talk(const fs::path& path, const std::string& session) {
    auto client = client::TurnClient::connect(server->url(), {.session_id = session});
    if (!client) {
      ADD_FAILURE() << client.error().detail;
      return {};
    }
    auto turn = (*client)->run(load(path), {.pace = client::TurnOptions::Pace::at_once});
    if (!turn) {
      ADD_FAILURE() << turn.error().detail;
      return {};
    }
    const std::string again = lab->hear(turn->pcm);
    std::printf("  %-20s heard: %s\n  %20s said:  %s\n  %20s again: %s\n", path.filename().c_str(),
                turn->transcript.c_str(), "", turn->response.c_str(), "", again.c_str());
    EXPECT_EQ(turn->how, "spoken");
    EXPECT_FALSE(audio::voiced_range(turn->pcm, 16000).empty());
    replies.add(turn->response, again);
    return *turn;
  }

  static inline std::unique_ptr<ServerProcess> server;
  static inline std::unique_ptr<SpeechLab> lab;
  static inline WordErrors replies;
};

TEST_F(Talk, HearsTheRecordingsOfThePackage) {
  WordErrors errors;
  errors.add(kBeckett, talk(fs::path(HOTPIN_SPEECH_DIR) / "beckett.wav", "beckett").transcript);
  errors.add(kTwoCities,
             talk(fs::path(HOTPIN_SPEECH_DIR) / "two_cities.wav", "two cities").transcript);
  std::printf("package's recordings: word error rate %.1f %% of %zu words\n", 100 * errors.rate(),
              errors.words);
  EXPECT_LE(errors.rate(), 0.15);
  EXPECT_FALSE(
      talk(fs::path(HOTPIN_SPEECH_DIR) / "endgame_nagg_nell.wav", "endgame").transcript.empty());
}

TEST_F(Talk, HearsTheSharedSpeech) {
  std::ifstream transcripts(shared_speech() / "transcripts.tsv");
  if (!transcripts) GTEST_SKIP() << "no recorded speech at " << shared_speech();
  WordErrors errors;
  for (std::string file, said;
       std::getline(transcripts, file, '\t') && std::getline(transcripts, said);) {
    if (file.starts_with("spk1_")) errors.add(said, talk(shared_speech() / file, file).transcript);
  }
  std::printf("shared speech: word error rate %.1f %% of %zu words\n", 100 * errors.rate(),
              errors.words);
  EXPECT_LE(errors.rate(), 0.15);
}

TEST_F(Talk, TheCommandTalks) {
  const std::string reply =
      (fs::temp_directory_path() / ("hotpin-reply-" + std::to_string(server->pid()) + ".wav"))
          .string();
  const std::string question = std::string(HOTPIN_SPEECH_DIR) + "/beckett.wav";
  const Finished run = run_program(
      {HOTPIN_PROGRAM, "talk", question, "--fast", "--url", server->url(), "--out", reply});
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("ailed"));
  EXPECT_THAT(run.output, HasSubstr("first audible"));
  EXPECT_GT(load(reply).size(), 8000U);
  fs::remove(reply);
}

TEST(Start, AWrongModelIsOneLineAndExitTwo) {
  const std::string missing = "/nowhere/model";
  for (const char* setting : {"HOTPIN_LLM_MODEL_PATH", "HOTPIN_STT_MODEL_PATH",
                              "HOTPIN_TTS_MODEL_PATH", "HOTPIN_VAD_MODEL_PATH"}) {
    const Finished run =
        run_program({HOTPIN_PROGRAM, "serve"},
                    {{"SERVER_PORT", "0"}, {"HOTPIN_LLM", "llama"}, {setting, missing}});
    EXPECT_EQ(run.exit_code, 2) << run.output;
    EXPECT_THAT(run.output, HasSubstr(missing));
    EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
  }
}

TEST_F(Talk, NoiseSilenceAndAClickAreNotUnderstood) {
  auto client = client::TurnClient::connect(server->url(), {.session_id = "noise"});
  ASSERT_TRUE(client.has_value());
  std::vector<std::int16_t> noise(3 * 16000);
  std::uint32_t state = 1;
  for (auto& sample : noise) {
    state = state * 1664525U + 1013904223U;
    sample = static_cast<std::int16_t>(static_cast<std::int32_t>(state) >> 19);
  }
  std::vector<std::int16_t> chord(3 * 16000);
  for (std::size_t i = 0; i < chord.size(); ++i) {
    const double t = static_cast<double>(i) / 16000;
    chord[i] = static_cast<std::int16_t>(
        4000 * (std::sin(2764.6 * t) + std::sin(3483.2 * t) + std::sin(4142.5 * t)) / 3);
  }
  const std::vector<std::int16_t> silence(3 * 16000);
  std::vector<std::int16_t> click(1600);
  click[800] = 20000;
  for (const auto& pcm : {noise, chord, silence, click, std::vector<std::int16_t>{}}) {
    const auto turn = (*client)->run(pcm, {.pace = client::TurnOptions::Pace::at_once});
    ASSERT_TRUE(turn.has_value()) << turn.error().detail;
    EXPECT_EQ(turn->how, "not_understood") << turn->transcript;
    EXPECT_FALSE(audio::voiced_range(turn->pcm, 16000).empty());
  }
}

}  // namespace
}  // namespace hotpin::tests
