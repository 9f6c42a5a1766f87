#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/worker_pool.hpp"
#include "conformance/tts_contract.hpp"
#include "engine/phonemizer.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::espeak {
base::Result<std::unique_ptr<engine::Tts>> make_espeak_tts(const engine::Context& context);
base::Result<std::unique_ptr<engine::Phonemizer>> make_espeak_phonemizer(
    const engine::Context& context);
}  // namespace hotpin::engines::espeak

namespace hotpin::tests {
namespace {

using testing::HasSubstr;

using Changes = std::vector<std::pair<std::string, std::string>>;

/// A voice and a phonemizer with what they were made from.
struct Held {
  base::Settings settings;
  std::shared_ptr<engine::Tts> tts;
  std::unique_ptr<engine::Phonemizer> phonemizer;
  base::WorkerPool pool{{.name = "test", .threads = 2}};  // joined before the engines go

  explicit Held(Changes changes = {}) : settings(settings_with(with_program(std::move(changes)))) {
    const engine::Context context{settings, pool, pool, shared_page()};
    tts = engines::espeak::make_espeak_tts(context).value();
    phonemizer = engines::espeak::make_espeak_phonemizer(context).value();
  }
  static Changes with_program(Changes changes) {
    changes.emplace_back("HOTPIN_ESPEAK_PROGRAM", HOTPIN_ESPEAK);
    return changes;
  }
};

std::shared_ptr<engine::Tts> espeak() {
  const auto held = std::make_shared<Held>();
  return {held, held->tts.get()};
}

INSTANTIATE_TEST_SUITE_P(Espeak, TtsContract, testing::Values(TtsFactory(espeak)));

/// The children of this process, whatever they are.
std::vector<pid_t> children() {
  std::vector<pid_t> pids;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream of_task(task.path() / "children");
    for (pid_t pid = 0; of_task >> pid;) pids.push_back(pid);
  }
  return pids;
}

void signal_children(int signal) {
  for (const pid_t pid : children()) kill(pid, signal);
}

/// Ten sentences and more: its PCM does not fit into a socket's buffer.
std::string long_text() {
  std::string text;
  while (text.size() + 20 <= engine::kMaxPhraseBytes) text += "and so it went on, ";
  return text;
}

/// Speaks `text` and calls `on_audio` at each piece, on the engine's thread.
std::shared_ptr<TtsRecorder> spoken(
    const Held& held, const std::string& text, std::function<void()> on_audio = [] {},
    std::stop_token stop = {}) {
  auto recorder = std::make_shared<TtsRecorder>();
  const auto sink = [on_audio, to = recorder->sink()](engine::TtsEvent event) {
    const bool is_audio = std::holds_alternative<engine::TtsAudio>(event);
    to(std::move(event));
    if (is_audio) on_audio();
  };
  held.tts->synthesize({text, base::Priority::urgent}, sink, std::move(stop));
  EXPECT_TRUE(recorder->wait());
  EXPECT_TRUE(recorder->was_orderly());
  return recorder;
}

std::ptrdiff_t open_files() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                       std::filesystem::directory_iterator());
}

TEST(EspeakPhonemes, KeepTheMarksThatMakePauses) {
  const Held held;
  const auto ipa = [&](const char* text) {
    return held.phonemizer->phonemes(text, "en-us").value();
  };
  EXPECT_THAT(ipa("Hello, world! Are you there?"), testing::MatchesRegex("həl.*, w.*! .*\\?"));
  EXPECT_THAT(ipa("One; two: three."), testing::MatchesRegex(".*; .*: .*\\."));
  EXPECT_THAT(ipa("He said \"no.\""), testing::EndsWith("."));
  EXPECT_THAT(ipa("The quick brown fox"), HasSubstr("kwˈɪk"));
  EXPECT_EQ(ipa(""), "");
  EXPECT_THAT(ipa("Bonjour, monsieur Müller."), testing::Not(HasSubstr("(")));
}

TEST(EspeakPhonemes, AreTheSameFromManyThreads) {
  const Held held;
  const std::vector<std::string> texts = {"Hello, world.", "A thin stripe runs down the middle.",
                                          "Sunday is the best.",
                                          "At that high level, the air is pure."};
  std::vector<std::string> alone;
  for (const std::string& text : texts)
    alone.push_back(held.phonemizer->phonemes(text, "en-us").value());
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 100; ++round) {
        wrong += held.phonemizer->phonemes(texts[i], "en-us").value() == alone[i] ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(EspeakChildren, AreReplacedWhenTheyDieAndLeaveNothingBehind) {
  {
    const Held held;
    ASSERT_TRUE(held.tts->warm_up());
    const std::ptrdiff_t files = open_files();
    for (int round = 0; round < 50; ++round) {
      for (const pid_t pid : children()) kill(pid, SIGKILL);
      EXPECT_TRUE(held.phonemizer->phonemes("Again.", "en-us")) << round;
      EXPECT_TRUE(held.tts->warm_up()) << round;
    }
    EXPECT_LE(open_files(), files + 1);
    EXPECT_LE(children().size(), 3U) << "and no zombies";
  }
  EXPECT_TRUE(children().empty());
}

TEST(EspeakChildren, TextThatCrashesEspeakCostsItsJobOnly) {
  const Held held;
  std::string hostile;
  while (hostile.size() < 440) hostile += "s'";
  const auto crashed = held.phonemizer->phonemes(hostile, "en-us");
  EXPECT_TRUE(crashed.has_value() || crashed.error().code == "espeak_failed");
  spoken(held, hostile);
  EXPECT_EQ(spoken(held, "Hello.")->error(), "");
  EXPECT_THAT(held.phonemizer->phonemes("Hello.", "en-us").value(), HasSubstr("həl"));
}

TEST(EspeakChildren, OneThatDiesInTheMiddleEndsItsPhraseAndTheNextIsSpoken) {
  const Held held;
  const std::size_t whole = spoken(held, long_text())->pcm().size();
  std::atomic<bool> is_first = true;
  const auto cut = spoken(held, long_text(), [&] {
    if (is_first.exchange(false)) signal_children(SIGKILL);
  });
  EXPECT_EQ(cut->error(), "espeak_failed") << "what was heard is not said again";
  EXPECT_LT(cut->pcm().size(), whole);
  EXPECT_EQ(spoken(held, long_text())->pcm().size(), whole);
}

TEST(EspeakChildren, AllMayDieWhileTheyRest) {
  const Held held;
  std::vector<std::shared_ptr<TtsRecorder>> side_by_side;
  for (int i = 0; i < 8; ++i) {
    side_by_side.push_back(std::make_shared<TtsRecorder>());
    held.tts->synthesize({long_text(), {}}, side_by_side.back()->sink(), {});
  }
  for (const auto& recorder : side_by_side) ASSERT_TRUE(recorder->wait());
  ASSERT_EQ(children().size(), 2U) << "one for each thread of the pool";
  signal_children(SIGKILL);
  EXPECT_EQ(spoken(held, "Still here.")->error(), "");
}

TEST(EspeakChildren, OneThatHangsIsReplaced) {
  const Held held;
  const std::string before = held.phonemizer->phonemes("Hello.", "en-us").value();
  signal_children(SIGSTOP);
  EXPECT_EQ(held.phonemizer->phonemes("Hello.", "en-us").value(), before);
}

TEST(EspeakChildren, LeaveTheirEndToTheServer) {
  const Held held;
  ASSERT_TRUE(held.tts->warm_up());
  const std::vector<pid_t> before = children();
  signal_children(SIGINT);
  signal_children(SIGTERM);
  ASSERT_TRUE(held.tts->warm_up());
  EXPECT_EQ(children(), before);
}

TEST(EspeakChildren, HoldNoFileOfTheServerOpen) {
  const int bare = dup(0);
  const Held held;
  ASSERT_TRUE(held.tts->warm_up());
  for (const pid_t pid : children()) {
    for (const auto& file :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
      EXPECT_LE(std::stoi(file.path().filename()), 3);
    }
  }
  close(bare);
}

TEST(EspeakTts, AStopRequestInTheMiddleCutsThePhrase) {
  const Held held;
  const std::size_t whole = spoken(held, long_text())->pcm().size();
  std::stop_source stop;
  const auto cut = spoken(
      held, long_text(), [&] { stop.request_stop(); }, stop.get_token());
  EXPECT_EQ(cut->error(), engine::kCancelled);
  EXPECT_LT(cut->pcm().size(), whole);
  EXPECT_EQ(spoken(held, long_text())->pcm().size(), whole);
}

/// espeak-ng joins "for the" and "to be", tells wrong places in the text behind them, and says a
/// number in several words.
TEST(EspeakTts, TellsOfEachWordOnce) {
  const Held held;
  const std::string text = "For the most of us, not to be late by 250 – one of the “best” things.";
  const auto words = spoken(held, text)->words();
  std::vector<std::string> told;
  std::size_t before = 0;
  for (const engine::WordTime& word : words) {
    told.push_back(text.substr(word.text_begin, word.text_end - word.text_begin));
    EXPECT_GE(word.begin, before + (told.size() == 1 ? 0 : 22050 / 50)) << told.back();
    before = word.begin;
  }
  EXPECT_THAT(
      told, testing::ElementsAre("For", "the", "most", "of", "us,", "not", "to", "be", "late", "by",
                                 "250", "one", "of", "the", "“best”", "things."));
}

TEST(EspeakTts, SaysSignsAndIsSilentForMarks) {
  const Held held;
  EXPECT_FALSE(spoken(held, "%")->pcm().empty());
  EXPECT_FALSE(spoken(held, "Привет, мир.")->pcm().empty());
  for (const char* text : {"", "  ", "...", "…", "—", "?"}) {
    EXPECT_EQ(spoken(held, text)->error(), "") << text;
    EXPECT_TRUE(spoken(held, text)->pcm().empty()) << text;
  }
}

TEST(EspeakTts, RefusesWhatIsNotText) {
  const Held held;
  const std::string nul("a\0b", 3);
  for (const std::string& text :
       {std::string("a\xff"), std::string("a\xc3"), std::string("\xc0\xafz"),
        std::string("\xed\xa0\x80z"), nul, std::string(engine::kMaxPhraseBytes + 1, 'a')}) {
    EXPECT_EQ(spoken(held, text)->error(), "espeak_failed") << text;
    EXPECT_EQ(held.phonemizer->phonemes(text, "en-us").error().code, "espeak_failed") << text;
  }
  EXPECT_EQ(spoken(held, std::string(engine::kMaxPhraseBytes, 'a'))->error(), "");
}

TEST(EspeakTts, SpeaksFasterWhenAsked) {
  const Held slow(Changes{{"HOTPIN_ESPEAK_RATE", "100"}});
  const Held fast(Changes{{"HOTPIN_ESPEAK_RATE", "300"}});
  EXPECT_GT(spoken(slow, "The same words.")->pcm().size(),
            spoken(fast, "The same words.")->pcm().size());
}

/// What a choice makes of the same words.
std::vector<std::int16_t> spoken_as(const Held& held, const engine::VoiceChoice& voice) {
  const auto recorder = std::make_shared<TtsRecorder>();
  held.tts->synthesize({"Good morning to all of you.", {}, voice}, recorder->sink(), {});
  EXPECT_TRUE(recorder->wait());
  EXPECT_EQ(recorder->error(), "");
  return recorder->pcm();
}

double loudness(const std::vector<std::int16_t>& pcm) {
  double sum = 0;
  for (const std::int16_t sample : pcm) sum += double{1} * sample * sample;
  return std::sqrt(sum / static_cast<double>(pcm.size()));
}

/// Samples after which it is most like itself again: of 50 to 400 swings a second.
std::size_t period(const std::vector<std::int16_t>& pcm) {
  std::size_t best = 0;
  double best_likeness = 0;
  for (std::size_t lag = 22050 / 400; lag < 22050 / 50; ++lag) {
    double likeness = 0;
    for (std::size_t i = lag; i < pcm.size(); ++i) likeness += double{1} * pcm[i] * pcm[i - lag];
    if (likeness > best_likeness) best = lag, best_likeness = likeness;
  }
  return best;
}

TEST(EspeakTts, SpeaksAsEachRequestChooses) {
  const Held held;
  const auto usual = spoken_as(held, {});
  EXPECT_LT(spoken_as(held, {.words_per_minute = 300}).size(), usual.size() * 3 / 4);
  EXPECT_GT(spoken_as(held, {.words_per_minute = 100}).size(), usual.size() * 5 / 4);
  EXPECT_NEAR(loudness(spoken_as(held, {.volume = 50})), loudness(usual) / 2, loudness(usual) / 10);
  EXPECT_EQ(loudness(spoken_as(held, {.volume = 0})), 0);
  EXPECT_LT(period(spoken_as(held, {.pitch = 99})), period(usual));
  EXPECT_GT(period(spoken_as(held, {.pitch = 0})), period(usual));
  EXPECT_NE(spoken_as(held, {.id = "gmw/en"}), usual);
  const auto again = spoken_as(held, {});
  EXPECT_NEAR(static_cast<double>(again.size()), static_cast<double>(usual.size()), 200)
      << "a choice is of its request alone";
  EXPECT_NEAR(static_cast<double>(period(again)), static_cast<double>(period(usual)), 3);
  EXPECT_NEAR(loudness(again), loudness(usual), loudness(usual) / 100);
}

TEST(EspeakTts, TakesItsMannersFromTheSettings) {
  const Held held(Changes{{"HOTPIN_ESPEAK_VOICE", "en-gb"},
                          {"HOTPIN_ESPEAK_RATE", "120"},
                          {"HOTPIN_ESPEAK_PITCH", "80"},
                          {"HOTPIN_ESPEAK_VOLUME", "60"}});
  EXPECT_EQ(
      spoken_as(held, {}),
      spoken_as(Held(), {.id = "gmw/en", .words_per_minute = 120, .pitch = 80, .volume = 60}));
}

TEST(EspeakTts, ListsVoicesThatAllSpeak) {
  const Held held;
  const auto voices = held.tts->voices();
  ASSERT_GT(voices.size(), 100U);
  for (const engine::VoiceInfo& voice : voices) {
    EXPECT_FALSE(voice.name.empty()) << voice.id;
    EXPECT_FALSE(voice.languages.empty()) << voice.id;
    EXPECT_EQ(voice.engine, "espeak");
    EXPECT_FALSE(spoken_as(held, {.id = voice.id}).empty()) << voice.id;
  }
}

TEST(EspeakTts, ListsItsOwnVoiceFirst) {
  EXPECT_EQ(Held(Changes{{"HOTPIN_ESPEAK_VOICE", "de+f3"}}).tts->voices().front().languages.front(),
            "de");
  EXPECT_EQ(Held(Changes{{"HOTPIN_ESPEAK_VOICE", "gmw/en-US"}}).tts->voices().front().id,
            "gmw/en-US");
}

TEST(EspeakTts, KnowsTheLanguageOfAVoiceThatIsNotListed) {
  const Held held(Changes{{"HOTPIN_ESPEAK_VOICE", "en-au"}});
  ASSERT_TRUE(held.tts->warm_up());
  EXPECT_EQ(held.tts->voices().front().languages.front().substr(0, 2), "en");
}

TEST(EspeakSettings, FaultsAreOneLine) {
  const Held wrong_voice(Changes{{"HOTPIN_ESPEAK_VOICE", "klingon-opera"}});
  EXPECT_EQ(wrong_voice.tts->warm_up().error().code, "bad_setting");
  EXPECT_THAT(wrong_voice.tts->warm_up().error().detail, HasSubstr("HOTPIN_ESPEAK_VOICE"));
  base::WorkerPool pool{{.name = "test"}};
  const base::Settings missing =
      settings_with({{"HOTPIN_ESPEAK_PROGRAM", "/nowhere/hotpin-espeak"}});
  const auto refused =
      engines::espeak::make_espeak_tts(engine::Context{missing, pool, pool, shared_page()});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().detail, HasSubstr("/nowhere/hotpin-espeak"));
}

}  // namespace
}  // namespace hotpin::tests
