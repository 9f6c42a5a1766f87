#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "audio/wav.hpp"
#include "conformance/turn_judge_contract.hpp"
#include "support/temp_folder.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::smart_turn {
base::Result<std::unique_ptr<engine::TurnJudge>> make_smart_turn_judge(
    const engine::Context& context);
}  // namespace hotpin::engines::smart_turn

namespace hotpin::tests {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The engine has threads of its own, and never uses these.
struct NoPool final : base::TaskRunner {
  bool try_post(base::Task, base::Priority) override { return false; }
} no_pool;

base::Result<std::unique_ptr<engine::TurnJudge>> made(const base::Settings& settings) {
  return engines::smart_turn::make_smart_turn_judge({settings, no_pool, no_pool, shared_page()});
}

/// One for all tests of the program.
std::shared_ptr<engine::TurnJudge> judge() {
  static const std::shared_ptr<engine::TurnJudge> one = made(settings_with()).value();
  return one;
}

/// Twelve words with pauses between them.
std::vector<std::int16_t> beckett() {
  std::ifstream file(fs::path(HOTPIN_SPEECH_DIR) / "beckett.wav", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return audio::parse_wav(std::as_bytes(std::span(bytes))).value().samples;
}

INSTANTIATE_TEST_SUITE_P(SmartTurn, TurnJudgeContract,
                         testing::Values(TurnJudgeCase{judge, beckett}));

/// The reference: pipecat-ai 1.14.0 with onnxruntime 1.28.0 from pip. Other processors and versions
/// have other kernels for its 8-bit weights, which move a clear answer by some hundredths.
TEST(SmartTurn, HearsWhatTheReferenceHears) {
  struct Heard {
    double seconds;
    double finished;
  };
  for (const auto& [seconds, expected] :
       {Heard{2.00, 0.030}, Heard{3.25, 0.987}, Heard{3.75, 0.027}, Heard{5.25, 0.022},
        Heard{8.50, 0.012}, Heard{9.25, 0.950}, Heard{9.75, 0.942}}) {
    std::vector<std::int16_t> turn = beckett();
    turn.resize(static_cast<std::size_t>(seconds * engine::kInputRateHz));
    const auto recorder = std::make_shared<JudgementRecorder>();
    judge()->judge(std::move(turn), recorder->sink(), {});
    const auto judgement = recorder->wait();
    ASSERT_TRUE(judgement) << seconds;
    EXPECT_NEAR(judgement->finished, expected, 0.1) << seconds;
  }
}

TEST(SmartTurn, OfTooManyQuestionsTheLastAreNotTaken) {
  std::promise<void> is_busy;
  std::promise<void> may_go_on;
  const auto held_by_each = std::make_shared<int>();
  const auto own = made(settings_with({{"HOTPIN_COMPUTE_THREADS", "1"}})).value();
  const auto keep_busy = [&](engine::TurnJudgement) {
    is_busy.set_value();
    may_go_on.get_future().wait();
  };
  own->judge({}, keep_busy, {});
  is_busy.get_future().wait();
  for (int i = 0; i < 200; ++i) own->judge({}, [held_by_each](engine::TurnJudgement) {}, {});
  EXPECT_EQ(held_by_each.use_count(), 1 + 64);
  may_go_on.set_value();
}

TEST(SmartTurn, AModelThatIsMissingOrDamagedIsOneLine) {
  const TempFolder folder;
  const base::Settings settings = settings_with({{"HOTPIN_MODELS_DIR", folder.path().string()}});
  const auto missing = made(settings);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().detail, HasSubstr("is not there; run scripts/setup"));

  const fs::path place = folder.path() / "smart-turn-3.2" / "smart-turn-v3.2-cpu.onnx";
  fs::create_directory(place.parent_path());
  fs::copy(settings_with().text("HOTPIN_MODELS_DIR") / place.lexically_relative(folder.path()),
           place);
  const std::uintmax_t whole = fs::file_size(place);
  for (const std::uintmax_t bytes :
       {whole - 1, whole / 2, std::uintmax_t{100}, std::uintmax_t{0}}) {
    fs::resize_file(place, bytes);
    const auto damaged = made(settings);
    ASSERT_FALSE(damaged) << bytes;
    EXPECT_THAT(damaged.error().detail, AllOf(HasSubstr("cannot be loaded"), Not(HasSubstr("\n"))));
  }
}

}  // namespace
}  // namespace hotpin::tests
