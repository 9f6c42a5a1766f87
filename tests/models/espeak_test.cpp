#include <dirent.h>
#include <gmock/gmock.h>

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

/// A voice and a phonemizer with what they were made from.
struct Held {
  base::Settings settings;
  std::shared_ptr<engine::Tts> tts;
  std::unique_ptr<engine::Phonemizer> phonemizer;
  base::WorkerPool pool{{.name = "test", .threads = 2}};  // joined before the engines go

  explicit Held(std::vector<std::pair<std::string, std::string>> changes = {})
      : settings(settings_with(with_program(std::move(changes)))) {
    const engine::Context context{settings, pool, pool};
    tts = engines::espeak::make_espeak_tts(context).value();
    phonemizer = engines::espeak::make_espeak_phonemizer(context).value();
  }
  static std::vector<std::pair<std::string, std::string>> with_program(
      std::vector<std::pair<std::string, std::string>> changes) {
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
  std::ifstream list("/proc/self/task/" + std::to_string(getpid()) + "/children");
  std::vector<pid_t> pids;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream of_task(task.path() / "children");
    for (pid_t pid = 0; of_task >> pid;) pids.push_back(pid);
  }
  return pids;
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
  held.phonemizer->phonemes(hostile, "en-us").has_value();
  EXPECT_THAT(held.phonemizer->phonemes("Hello.", "en-us").value(), HasSubstr("həl"));
}

TEST(EspeakSettings, FaultsAreOneLine) {
  const Held wrong_voice(
      std::vector<std::pair<std::string, std::string>>{{"HOTPIN_ESPEAK_VOICE", "klingon-opera"}});
  EXPECT_THAT(wrong_voice.tts->warm_up().error().detail, HasSubstr("HOTPIN_ESPEAK_VOICE"));
  base::WorkerPool pool{{.name = "test"}};
  const base::Settings missing =
      settings_with({{"HOTPIN_ESPEAK_PROGRAM", "/nowhere/hotpin-espeak"}});
  const auto refused = engines::espeak::make_espeak_tts(engine::Context{missing, pool, pool});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().detail, HasSubstr("/nowhere/hotpin-espeak"));
}

}  // namespace
}  // namespace hotpin::tests
