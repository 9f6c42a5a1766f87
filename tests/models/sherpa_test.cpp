#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "audio/resampler.hpp"
#include "audio/wav.hpp"
#include "base/worker_pool.hpp"
#include "conformance/stt_contract.hpp"
#include "conformance/tts_contract.hpp"
#include "conformance/vad_contract.hpp"
#include "engines/sherpa/protobuf.hpp"
#include "models/made_sounds.hpp"
#include "models/test_phonemizer.hpp"
#include "support/speech/steady_voice.hpp"
#include "support/speech/word_error_rate.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::sherpa {
base::Result<std::unique_ptr<engine::Stt>> make_moonshine_stt(const engine::Context& context);
base::Result<std::unique_ptr<engine::Tts>> make_piper_tts(const engine::Context& context);
base::Result<std::unique_ptr<engine::Vad>> make_silero_vad(const engine::Context& context);
}  // namespace hotpin::engines::sherpa

namespace hotpin::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The three engines with what they are made from.
struct Held {
  base::Settings settings = settings_with();
  TestPhonemizer phonemizer;
  std::unique_ptr<engine::Vad> vad;
  std::unique_ptr<engine::Stt> stt;
  std::unique_ptr<engine::Tts> tts;
  base::WorkerPool pool{{.name = "test", .threads = 2}};  // joined before the engines go

  Held() {
    vad = engines::sherpa::make_silero_vad({settings, pool, pool, shared_page()}).value();
    const engine::Context context{settings, pool, pool, shared_page(), vad.get(), &phonemizer};
    stt = engines::sherpa::make_moonshine_stt(context).value();
    tts = engines::sherpa::make_piper_tts(context).value();
  }
};

/// One for all tests of the program: a load takes seconds.
std::shared_ptr<Held> held() {
  static const std::shared_ptr<Held> all = std::make_shared<Held>();
  return all;
}
std::shared_ptr<engine::Stt> moonshine() { return {held(), held()->stt.get()}; }
std::shared_ptr<engine::Tts> piper() { return {held(), held()->tts.get()}; }
std::shared_ptr<engine::Vad> silero() { return {held(), held()->vad.get()}; }

Pcm recording(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto wav = audio::parse_wav(std::as_bytes(std::span(bytes)));
  if (!wav) {
    ADD_FAILURE() << path << ": " << wav.error().detail;
    return {};
  }
  return audio::resample(wav->samples, wav->rate_hz, engine::kInputRateHz);
}

Pcm beckett() { return recording(fs::path(HOTPIN_SPEECH_DIR) / "beckett.wav"); }
constexpr const char* kBeckett =
    "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better.";

INSTANTIATE_TEST_SUITE_P(Moonshine, SttContract, testing::Values(SttCase{moonshine, beckett}));
INSTANTIATE_TEST_SUITE_P(Piper, TtsContract, testing::Values(TtsFactory(piper)));
INSTANTIATE_TEST_SUITE_P(Silero, VadContract, testing::Values(VadCase{silero, beckett}));

std::string heard(std::span<const std::int16_t> pcm) {
  const auto recorder = transcribe(*held()->stt, pcm);
  EXPECT_EQ(recorder->error(), "");
  return recorder->last().text;
}

double error_rate(const std::string& said, const std::string& text) {
  WordErrors errors;
  errors.add(said, text);
  return errors.rate();
}

TEST(Moonshine, HearsARecordingAndSaysWhereItsSpeechEnds) {
  const auto recorder = transcribe(*held()->stt, joined({beckett(), silence(3)}));
  const engine::Hypothesis heard_last = recorder->last();
  EXPECT_LE(error_rate(kBeckett, heard_last.text), 0.1) << heard_last.text;
  EXPECT_GT(recorder->partials(), 0U) << "it has pauses";
  EXPECT_NEAR(static_cast<double>(heard_last.speech_end) / engine::kInputRateHz, 8.9, 0.4);
  RecordProperty("compute_ms", std::to_string(heard_last.compute_ms));
}

TEST(Moonshine, HearsNothingInNoiseAndMusic) {
  for (const double deviation : {30.0, 300.0, 3000.0, 12000.0}) {
    EXPECT_EQ(heard(noise(10, deviation)), "") << deviation;
  }
  EXPECT_EQ(heard(chord(10)), "");
  EXPECT_EQ(heard(silence(30)), "");
}

TEST(Moonshine, HearsSpeechAmidNoiseAndSilence) {
  const Pcm speech = beckett();
  Pcm noisy = noise(static_cast<double>(speech.size()) / engine::kInputRateHz + 1, 60);
  for (std::size_t i = 0; i < speech.size(); ++i)
    noisy[i] = static_cast<std::int16_t>(noisy[i] + speech[i] / 2);
  EXPECT_LE(error_rate(kBeckett, heard(noisy)), 0.25);
  EXPECT_LE(error_rate(kBeckett, heard(joined({silence(20), speech, silence(20)}))), 0.1);
}

TEST(Moonshine, HearsTalkWithoutPausesToItsEnd) {
  const Pcm speech = recording(fs::path(HOTPIN_SPEECH_DIR) / "two_cities.wav");
  const auto recorder = transcribe(*held()->stt, speech);
  const std::size_t words = words_of(recorder->last().text).size();
  EXPECT_GT(words, 90U) << recorder->last().text;
  EXPECT_LT(words, 140U) << recorder->last().text;
  EXPECT_THAT(recorder->last().text, HasSubstr("best of times"));
  EXPECT_GT(recorder->partials(), 2U);
}

TEST(Moonshine, RefusesWhenThePoolDoes) {
  struct FullPool final : base::TaskRunner {
    bool try_post(base::Task, base::Priority) override { return false; }
  } full;
  const auto stt = engines::sherpa::make_moonshine_stt({held()->settings, full, full, shared_page(),
                                                        held()->vad.get(), &held()->phonemizer})
                       .value();
  const auto recorder = transcribe(*stt, silence(1));
  EXPECT_EQ(recorder->error(), "overloaded");
  EXPECT_EQ(recorder->ends(), 1);
}

TEST(Piper, WhatIsThrownEndsItsPhraseAlone) {
  ThrowingPhonemizer phonemizer;
  base::WorkerPool pool{{.name = "tts"}};
  const auto tts = engines::sherpa::make_piper_tts(
      {held()->settings, pool, pool, shared_page(), held()->vad.get(), &phonemizer});
  ASSERT_TRUE(tts);
  for (const char* text : {"Throw.", "Throw later."}) {
    const auto recorder = std::make_shared<TtsRecorder>();
    (*tts)->synthesize({text, {}, {}}, recorder->sink(), {});
    ASSERT_TRUE(recorder->wait()) << text;
    EXPECT_EQ(recorder->error(), "tts_failed") << text;
  }
}

/// A room with a television: the detector hears speech for minutes without a pause.
TEST(Silero, KeepsNothingOfLongSpeech) {
  const Pcm speech = beckett();
  const auto stream = held()->vad->open();
  const std::size_t size = held()->vad->window_samples();
  const auto talk = [&](int windows) {
    std::ptrdiff_t found = 0;
    for (int i = 0; i < windows; ++i) {  // 16 to 35 are in the middle of the first words
      const std::size_t window = 16 + static_cast<std::size_t>(i) % 20;
      found += stream->is_speech(std::span(speech).subspan(window * size, size)) ? 1 : 0;
    }
    return found;
  };
  testing::internal::CaptureStderr();
  EXPECT_GT(talk(31 * 100), 31 * 95);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "the library says when its buffer grows";
}

TEST(Piper, RefusesWhenThePoolDoes) {
  struct FullPool final : base::TaskRunner {
    bool try_post(base::Task, base::Priority) override { return false; }
  } full;
  const auto tts = engines::sherpa::make_piper_tts({held()->settings, full, full, shared_page(),
                                                    held()->vad.get(), &held()->phonemizer})
                       .value();
  const auto recorder = std::make_shared<TtsRecorder>();
  tts->synthesize({kFox, base::Priority::normal}, recorder->sink(), {});
  EXPECT_TRUE(recorder->was_orderly());
  EXPECT_EQ(recorder->error(), "overloaded");
}

/// It leaves to chance how it says a thing: the middle of five is judged.
TEST(Piper, IsUnderstoodByMoonshine) {
  std::vector<std::pair<double, std::string>> takes;
  while (takes.size() < 5) {
    const auto recorder = std::make_shared<TtsRecorder>();
    held()->tts->synthesize({kFox, base::Priority::urgent}, recorder->sink(), {});
    ASSERT_TRUE(recorder->wait());
    const std::string text = heard(audio::resample(recorder->pcm(), 22050, engine::kInputRateHz));
    takes.emplace_back(error_rate(kFox, text), text);
  }
  std::sort(takes.begin(), takes.end());
  EXPECT_LE(takes[2].first, 0.12) << takes[2].second;
}

/// Recordings that are not part of the project, where they are at hand.
TEST(Moonshine, HearsTheSharedRecordings) {
  const char* const given = std::getenv("HOTPIN_SHARED_DATA");
  const fs::path folder =
      fs::path(given != nullptr ? given : HOTPIN_SOURCE_DIR "/../shared/data") / "speech";
  std::ifstream list(folder / "transcripts.tsv");
  if (!list) GTEST_SKIP() << "no recordings in " << folder;
  WordErrors all;
  for (std::string line; std::getline(list, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos || !line.starts_with("spk")) continue;
    const auto recorder = transcribe(*held()->stt, recording(folder / line.substr(0, tab)));
    all.add(line.substr(tab + 1), recorder->last().text);
    std::printf("%5.0f ms  %s | %s\n", recorder->last().compute_ms, line.substr(tab + 1).c_str(),
                recorder->last().text.c_str());
  }
  std::printf("word error rate %.3f of %zu words\n", all.rate(), all.words);
  EXPECT_LE(all.rate(), 0.15);
}

/// A folder with copies of a model's files, one of which is made worse.
class BrokenModel : public testing::Test {
 protected:
  BrokenModel() { fs::create_directories(folder_); }
  ~BrokenModel() override { fs::remove_all(folder_); }

  static fs::path model(const std::string& name) {
    return fs::path(held()->settings.text("HOTPIN_MODELS_DIR")) / name;
  }
  std::string copy_of(const std::string& name) {
    fs::copy(model(name), folder_,
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    return folder_.string();
  }
  void cut(const std::string& file, double share) {
    const fs::path path = folder_ / file;
    fs::resize_file(path,
                    static_cast<std::uintmax_t>(static_cast<double>(fs::file_size(path)) * share));
  }
  /// Engine::make(...) with `setting` on the folder; the error's detail, or nothing.
  template <typename Make>
  std::string fault(Make make, const char* setting, const std::string& value) {
    const base::Settings settings = settings_with({{setting, value}});
    const auto made = make({settings, held()->pool, held()->pool, shared_page(), held()->vad.get(),
                            &held()->phonemizer});
    if (made) return "";
    EXPECT_EQ(made.error().code, "bad_model");
    EXPECT_THAT(made.error().detail, HasSubstr("scripts/setup"));
    EXPECT_THAT(made.error().detail, HasSubstr(value));
    return made.error().detail;
  }
  /// The same in a child process, for what may end it.
  template <typename Fault>
  static void expect_fault_and_no_end(Fault fault_of) {
    EXPECT_EXIT(std::_Exit(fault_of().empty() ? 1 : 0), testing::ExitedWithCode(0), "");
  }
  std::string stt_fault(const std::string& folder) {
    return fault(engines::sherpa::make_moonshine_stt, "HOTPIN_STT_MODEL_PATH", folder);
  }
  std::string tts_fault(const std::string& folder) {
    return fault(engines::sherpa::make_piper_tts, "HOTPIN_TTS_MODEL_PATH", folder);
  }
  std::string vad_fault(const std::string& file) {
    return fault(engines::sherpa::make_silero_vad, "HOTPIN_VAD_MODEL_PATH", file);
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("hotpin_broken_model_" + std::to_string(getpid()));
};

TEST_F(BrokenModel, FilesThatAreNotThereAreAnError) {
  EXPECT_NE(stt_fault("/nowhere"), "");
  EXPECT_NE(tts_fault("/nowhere"), "");
  EXPECT_NE(vad_fault("/nowhere/silero.onnx"), "");
}

TEST_F(BrokenModel, MoonshineCutShortIsAnError) {
  for (const char* file : {"encoder_model.ort", "decoder_model_merged.ort", "tokens.txt"}) {
    for (const double share : {0.0, 0.1, 0.7}) {
      const std::string folder = copy_of("moonshine-tiny-en");
      cut(file, share);
      EXPECT_NE(stt_fault(folder), "") << file << " " << share;
    }
  }
}

TEST_F(BrokenModel, PiperCutShortIsAnError) {
  for (const char* file : {"voice.onnx", "voice.onnx.json"}) {
    for (const double share : {0.0, 0.5}) {
      const std::string folder = copy_of("piper-en_US-joe-medium");
      cut(file, share);
      EXPECT_NE(tts_fault(folder), "") << file << " " << share;
    }
  }
}

TEST_F(BrokenModel, SileroCutShortIsAnError) {
  for (const double share : {0.0, 0.5, 0.99}) {
    copy_of("silero");
    cut("silero_vad.onnx", share);
    EXPECT_NE(vad_fault((folder_ / "silero_vad.onnx").string()), "") << share;
  }
}

/// More streams than before make another detector, when the file is a half any more, or another
/// one, or gone.
TEST_F(BrokenModel, ADetectorThatIsInUseDoesNotNeedItsFile) {
  const fs::path file = fs::path(copy_of("silero")) / "silero_vad.onnx";
  const auto vad = engines::sherpa::make_silero_vad(
      {settings_with({{"HOTPIN_VAD_MODEL_PATH", (folder_ / "silero_vad.onnx").string()}}),
       held()->pool, held()->pool, shared_page()});
  ASSERT_TRUE(vad && (*vad)->warm_up());
  const std::vector<std::int16_t> silence((*vad)->window_samples());
  std::vector<std::unique_ptr<engine::VadStream>> streams;
  const auto hears_as_before = [&] {
    streams.push_back((*vad)->open());
    return !streams.back()->is_speech(silence);
  };
  EXPECT_TRUE(hears_as_before());
  cut("silero_vad.onnx", 0.5);
  EXPECT_TRUE(hears_as_before());
  std::ofstream(file) << std::string(1U << 20U, 'x');
  EXPECT_TRUE(hears_as_before());
  fs::remove(file);
  EXPECT_TRUE(hears_as_before());
}

TEST_F(BrokenModel, AnotherModelInItsPlaceIsAnError) {
  const std::string voice = (model("piper-en_US-joe-medium") / "voice.onnx").string();
  expect_fault_and_no_end([&] { return vad_fault(voice); });
  const std::string folder = copy_of("piper-en_US-joe-medium");
  fs::copy_file(model("silero") / "silero_vad.onnx", folder_ / "voice.onnx",
                fs::copy_options::overwrite_existing);
  expect_fault_and_no_end([&] { return tts_fault(folder); });
}

/// As Piper's list of voices has them: a pair of files with the voice's name.
TEST_F(BrokenModel, AVoiceIsTakenAsItWasDownloaded) {
  const std::string models = held()->settings.text("HOTPIN_MODELS_DIR");
  const SteadyVoice voice(models);
  const std::string file = voice.folder() + "/some-voice.onnx";
  const auto spoken = [&](const std::string& path, const engine::VoiceChoice& choice) {
    const base::Settings settings = settings_with({{"HOTPIN_TTS_MODEL_PATH", path}});
    base::WorkerPool pool{{.name = "test"}};
    const auto tts = engines::sherpa::make_piper_tts(
        {settings, pool, pool, shared_page(), held()->vad.get(), &held()->phonemizer});
    EXPECT_TRUE(tts) << tts.error().detail;
    EXPECT_EQ((*tts)->voices().at(0).id, "en_US-joe-medium");
    const auto say = [&] {
      const auto recorder = std::make_shared<TtsRecorder>();
      (*tts)->synthesize({kFox, {}, choice}, recorder->sink(), {});
      EXPECT_TRUE(recorder->wait());
      return recorder->pcm();
    };
    const Pcm first = say();
    EXPECT_EQ(say(), first) << "it leaves nothing to chance";
    return first;
  };
  const Pcm by_file = spoken(file, {});
  EXPECT_LE(error_rate(kFox, heard(audio::resample(by_file, 22050, engine::kInputRateHz))), 0.12);
  EXPECT_EQ(spoken(voice.folder(), {}), by_file) << "by their folder";
  EXPECT_LT(spoken(voice.folder(), {.words_per_minute = 260}).size(), by_file.size() * 4 / 5);
  Pcm half = by_file;
  for (std::int16_t& sample : half) sample = static_cast<std::int16_t>(sample / 2);
  EXPECT_EQ(spoken(voice.folder(), {.volume = 50}), half);
  EXPECT_EQ(fs::file_size(file), fs::file_size(SteadyVoice::original(models)))
      << "the user's file stays as it is";
}

/// Where a voice rounds lengths up is found by the operation; here is a second one.
TEST_F(BrokenModel, AVoiceOfAnotherMakeSpeaksWithoutWordTimes) {
  using engines::sherpa::bytes_field;
  const fs::path original = model("piper-en_US-joe-medium") / "voice.onnx";
  fs::copy_file(original, folder_ / "voice.onnx");
  fs::copy_file(original.string() + ".json", folder_ / "voice.onnx.json");
  const std::string node =
      bytes_field(1, "output") + bytes_field(2, "rounded_up") + bytes_field(4, "Ceil");
  std::ofstream(folder_ / "voice.onnx", std::ios::binary | std::ios::app)
      << bytes_field(7, bytes_field(1, node));
  const base::Settings settings = settings_with({{"HOTPIN_TTS_MODEL_PATH", folder_.string()}});
  base::WorkerPool pool{{.name = "test"}};
  const auto tts = engines::sherpa::make_piper_tts(
      {settings, pool, pool, shared_page(), held()->vad.get(), &held()->phonemizer});
  ASSERT_TRUE(tts) << tts.error().detail;
  for (engine::Tts* each : {tts->get(), held()->tts.get()}) {
    const auto recorder = std::make_shared<TtsRecorder>();
    each->synthesize({kFox, base::Priority::normal}, recorder->sink(), {});
    ASSERT_TRUE(recorder->wait());
    EXPECT_GT(recorder->pcm().size(), 20000U);
    EXPECT_EQ(recorder->words().size(), each == tts->get() ? 0U : 9U);
  }
}

TEST_F(BrokenModel, AVoiceWithoutItsDescriptionIsAnError) {
  fs::copy_file(model("piper-en_US-joe-medium") / "voice.onnx", folder_ / "voice.onnx");
  EXPECT_THAT(tts_fault(folder_.string()), HasSubstr("voice.onnx.json is not there"));
}

}  // namespace
}  // namespace hotpin::tests
