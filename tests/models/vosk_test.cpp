#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/worker_pool.hpp"
#include "conformance/stt_contract.hpp"
#include "engine/vad.hpp"
#include "support/speech/espeak_speech.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::sherpa {
base::Result<std::unique_ptr<engine::Vad>> make_silero_vad(const engine::Context& context);
}  // namespace hotpin::engines::sherpa
namespace hotpin::engines::vosk {
base::Result<std::unique_ptr<engine::Stt>> make_vosk_stt(const engine::Context& context);
}  // namespace hotpin::engines::vosk

namespace hotpin::tests {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Pcm = std::vector<std::int16_t>;

const fs::path kModel = HOTPIN_TEST_VOSK_MODEL;

bool has_model() { return fs::exists(kModel / "am/final.mdl"); }

/// The model in a folder of the test's own, made of links, so that single files can be changed.
class Copy {
 public:
  explicit Copy(const std::string& name)
      : folder_(fs::temp_directory_path() / ("hotpin_" + name + std::to_string(getpid()))) {
    for (const auto& entry : fs::recursive_directory_iterator(kModel)) {
      const fs::path target = folder_ / fs::relative(entry.path(), kModel);
      if (entry.is_directory()) fs::create_directories(target);
      else fs::create_symlink(fs::canonical(entry.path()), target);
    }
  }
  ~Copy() { fs::remove_all(folder_); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  void write(const std::string& file, const std::string& bytes) const {
    fs::remove(folder_ / file);
    std::ofstream(folder_ / file, std::ios::binary) << bytes;
  }
  std::string read(const std::string& file, double share = 1) const {
    std::ifstream in(folder_ / file, std::ios::binary);
    const auto size = static_cast<double>(fs::file_size(folder_ / file)) * share;
    std::string bytes(static_cast<std::size_t>(size), '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
  }
  std::string path() const { return folder_.string(); }

 private:
  const fs::path folder_;
};

struct Held {
  explicit Held(const std::string& folder)
      : settings(settings_with({{"VOSK_MODEL_PATH", folder}, {"HOTPIN_STT_WORDS", "1"}})) {
    vad = engines::sherpa::make_silero_vad({settings, pool, pool, shared_page()}).value();
    const engine::Context context{settings, pool, pool, shared_page(), vad.get()};
    stt = engines::vosk::make_vosk_stt(context).value();
  }
  base::Settings settings;
  std::unique_ptr<engine::Vad> vad;
  std::unique_ptr<engine::Stt> stt;
  base::WorkerPool pool{{.name = "test", .threads = 2}};  // joined before the engine goes
};

/// The model without the noise that Kaldi adds to all audio from a generator which the whole
/// process shares: the same speech gives the same words.
std::shared_ptr<Held> held() {
  static const auto once = [] {
    const Copy copy("vosk_quiet");
    copy.write("conf/mfcc.conf", copy.read("conf/mfcc.conf") + "--dither=0\n");
    return std::make_shared<Held>(copy.path());
  }();
  return once;
}

std::shared_ptr<engine::Stt> vosk() { return {held(), held()->stt.get()}; }

/// "Hello. How is the weather today?"
Pcm korean() {
  static const Pcm pcm = espeak_speech("ko", "안녕하세요. 오늘 날씨가 어때요?");
  return pcm;
}

bool is_hangul(const std::string& text) {
  const std::u32string points = base::to_utf32(text);
  return std::any_of(points.begin(), points.end(),
                     [](char32_t point) { return point >= 0xAC00 && point <= 0xD7A3; });
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SttContract);
INSTANTIATE_TEST_SUITE_P(Vosk, SttContract,
                         testing::ValuesIn(has_model() ? std::vector{SttCase{vosk, korean}}
                                                       : std::vector<SttCase>{}));

class Vosk : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_model()) GTEST_SKIP() << "no Vosk model at " << kModel << "; scripts/test brings it";
  }
};

TEST_F(Vosk, HearsKoreanWhileItIsSaid) {
  const auto recorder = transcribe(*held()->stt, korean());
  EXPECT_TRUE(is_hangul(recorder->last().text)) << recorder->last().text;
  EXPECT_GE(recorder->partials(), 2U);
}

TEST_F(Vosk, HearsNothingInNoiseAndMusic) {
  Pcm noise(3 * engine::kInputRateHz);
  Pcm chord(noise.size());
  std::minstd_rand random;
  for (std::size_t i = 0; i < noise.size(); ++i) {
    noise[i] = static_cast<std::int16_t>(static_cast<int>(random() % 8192) - 4096);
    const double t = static_cast<double>(i) / engine::kInputRateHz;
    chord[i] = static_cast<std::int16_t>(1300 * (std::sin(2764.6 * t) + std::sin(3483.2 * t)));
  }
  for (const Pcm& pcm : {noise, chord}) {
    const auto recorder = transcribe(*held()->stt, pcm);
    EXPECT_EQ(recorder->last().text, "");
    EXPECT_EQ(recorder->last().speech_end, 0U);
    EXPECT_EQ(recorder->partials(), 0U);
  }
}

TEST_F(Vosk, TellsWhenWordsWereSaid) {
  Pcm speech(8000);  // half a second of silence before
  const Pcm words = korean();
  speech.insert(speech.end(), words.begin(), words.end());
  const engine::Hypothesis heard = transcribe(*held()->stt, speech)->last();
  ASSERT_FALSE(heard.words.empty());
  std::string joined;
  std::size_t at = 0;
  for (const engine::SpokenWord& word : heard.words) {
    EXPECT_LE(at, word.begin);
    EXPECT_LT(word.begin, word.end);
    at = word.begin;
    joined += (joined.empty() ? "" : " ") + word.text;
  }
  EXPECT_EQ(joined, heard.text);
  EXPECT_GT(heard.words.front().end, 8000U);
  EXPECT_LE(heard.words.back().end, speech.size() + 16000);
}

TEST_F(Vosk, SentencesWithAPauseBetweenAreOneText) {
  const Pcm once = korean();
  Pcm twice = once;
  twice.resize(twice.size() + 2 * engine::kInputRateHz);
  twice.insert(twice.end(), once.begin(), once.end());
  const engine::Hypothesis one = transcribe(*held()->stt, once)->last();
  const engine::Hypothesis two = transcribe(*held()->stt, twice)->last();
  EXPECT_GT(two.text.size(), one.text.size() + one.text.size() / 2);
  EXPECT_GT(two.speech_end, once.size() + 2 * engine::kInputRateHz);
}

/// Damage that only libvosk sees; in a child process, for it may end it.
TEST_F(Vosk, DamagedModelsAreOneLine) {
  const auto fault = [](const std::string& file, double share) {
    const Copy copy("vosk_broken");
    copy.write(file, copy.read(file, share));
    const base::Settings settings = settings_with({{"VOSK_MODEL_PATH", copy.path()}});
    base::WorkerPool pool{{.name = "test"}};
    const auto made = engines::vosk::make_vosk_stt({settings, pool, pool, shared_page()});
    const std::string detail = made ? "" : made.error().detail;
    const bool says_it = detail.find("damaged") != std::string::npos &&
                         detail.find("alphacephei.com") != std::string::npos &&
                         detail.find('\n') == std::string::npos;
    std::_Exit(says_it ? 0 : 1);
  };
  for (const char* file : {"am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "ivector/final.ie"}) {
    for (const double share : {0.0, 0.6}) {
      EXPECT_EXIT(fault(file, share), testing::ExitedWithCode(0), "") << file << " " << share;
    }
  }
  EXPECT_EXIT(fault("ivector/splice.conf", 0), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace hotpin::tests
