#include "client/talk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/talk_report.hpp"

namespace hotpin::client {
namespace {

using testing::HasSubstr;

/// A file in the test's own folder, gone after it.
class TalkFiles : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("talk_") + info->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& bytes) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  int talk(const TalkOptions& options) { return run_talk(options, out_, err_); }

  std::filesystem::path folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(TalkFiles, WrongUseIsExitCodeTwo) {
  EXPECT_EQ(talk({.reply_path = "a.wav"}), 2);
  EXPECT_EQ(talk({.files = {"a.wav"}, .is_hands_free = true}), 2);
  EXPECT_EQ(talk({.files = {"a.wav"}, .url = "http://127.0.0.1:8000/ws"}), 2);
  EXPECT_EQ(err_.str(),
            "--out goes with files to say; --output file:NAME.wav keeps what is heard\n"
            "--input, --output and --hands-free go without files to say\n"
            "the address must begin with ws:// or wss://\n");
}

TEST_F(TalkFiles, EachBadFileIsOneLineThatNamesIt) {
  const std::string missing = (folder_ / "missing.wav").string();
  EXPECT_EQ(talk({.files = {missing}}), 1);
  EXPECT_EQ(err_.str(), "cannot read " + missing + ": No such file or directory\n");
  for (const std::string& path :
       {file("empty.wav", ""), file("text.wav", "these are words, not sound"), folder_.string()}) {
    err_.str("");
    EXPECT_EQ(talk({.files = {path}}), 1);
    EXPECT_THAT(err_.str(), HasSubstr(path));
    EXPECT_EQ(std::ranges::count(err_.str(), '\n'), 1);
  }
}

TurnResult example() {
  TurnResult turn;
  turn.transcript = "how many days";
  turn.response = "Seven\x1B[2J.";
  turn.how = "spoken";
  turn.figures = {{"first_token_ms", 123.45},
                  {"stt_compute_ms", 80},
                  {"audio_in_ms", 1500},
                  {"reply_tokens", 9}};
  turn.labels = {{"pace", "at_once"}};
  const base::TimePoint start{std::chrono::hours(1)};
  turn.last_audio_sent = start;
  turn.end_of_speech_sent = start + base::Milliseconds(1);
  turn.first_audible_received = start + base::Milliseconds(301);
  turn.completed = start + base::Milliseconds(401);
  return turn;
}

TEST(TalkReport, ShowsTextsAndTheLedgerAligned) {
  std::ostringstream out;
  make_turn_printer({.has_blocks = false, .width = 10}, out)->print("a.wav, 1.5 s", example());
  EXPECT_EQ(out.str(), R"(a.wav, 1.5 s (sent at once)
  heard:    how many days
  answered: Seven [2J.
  where the time went, in ms after the end-of-speech signal:
    first token   ####           123 ms
    heard here        ######     300 ms
  after the end-of-speech signal, here:
    first audible sample received           300.0 ms
    the same after the last audio sent      301.0 ms
    complete received                       400.0 ms
  work (sent at once):
    stt compute                              80.0 ms
    audio in                               1500.0 ms
    reply tokens                                9
)");
}

TEST(TalkReport, SaysWhenNothingWasHeard) {
  TurnResult turn = example();
  turn.transcript.clear();
  turn.labels.clear();
  turn.hit_limit = true;
  turn.error_code = "not_understood";
  turn.error_message = "Could not.";
  std::ostringstream out;
  make_turn_printer({.has_blocks = false}, out)->print("a.wav", turn);
  EXPECT_THAT(out.str(),
              testing::StartsWith("a.wav\n  cut at the server's limit for one utterance\n"
                                  "  heard:    (no words)\n"));
  EXPECT_THAT(out.str(), HasSubstr("  not_understood: Could not.\n"));
}

}  // namespace
}  // namespace hotpin::client
