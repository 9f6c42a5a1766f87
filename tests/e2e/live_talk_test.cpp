// `hotpin talk` with files as microphone and speaker, against a server on the real engines.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "audio/wav.hpp"
#include "client/recording.hpp"
#include "support/server_process.hpp"
#include "support/speech/speech_lab.hpp"
#include "support/speech/word_error_rate.hpp"
#include "support/temp_folder.hpp"
#include "support/terminal/terminal_program.hpp"

namespace hotpin::tests {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class LiveTalk : public testing::Test {
 protected:
  static void SetUpTestSuite() { lab = std::make_unique<SpeechLab>(); }
  static void TearDownTestSuite() { lab.reset(); }

  std::string path(const char* name) const { return (folder_.path() / name).string(); }

  std::vector<std::string> command(const std::string& url, const std::vector<std::int16_t>& said,
                                   const std::vector<std::string>& more = {}) const {
    std::ofstream(path("in.wav"), std::ios::binary) << audio::wav_file(said, 16000);
    std::vector<std::string> words{HOTPIN_PROGRAM, "talk",
                                   "--url",        url,
                                   "--input",      "file:" + path("in.wav"),
                                   "--output",     "file:" + path("out.wav")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  /// What somebody at the speaker understood.
  std::string heard_again() const {
    return lab->hear(client::load_recording(path("out.wav")).value().pcm);
  }

  static inline std::unique_ptr<SpeechLab> lab;
  TempFolder folder_;
};

/// What was shown behind the last `mark`, up to the line's end.
std::string behind(const std::string& shown, const std::string& mark) {
  const std::size_t at = shown.rfind(mark) + mark.size();
  return shown.substr(at, shown.find('\r', at) - at);
}

TEST_F(LiveTalk, ATurnWithTheSpaceBarIsHeardAsItIsShown) {
  const ServerProcess server;
  TerminalProgram talk(command(server.url(), lab->say("What is the capital of France?")),
                       {{"TERM", "xterm"}, {"NO_COLOR", "1"}});
  ASSERT_TRUE(talk.wait_for("q leaves.")) << talk.shown();
  for (int i = 0; i < 100; ++i) {  // held: the file ends before the key does
    talk.type(" ");
    std::this_thread::sleep_for(std::chrono::milliseconds(i == 0 ? 400 : 33));
  }
  EXPECT_TRUE(talk.wait_for("  you: ", 60)) << talk.shown();
  EXPECT_TRUE(talk.wait_for("  it:  ", 60)) << talk.shown();
  EXPECT_TRUE(talk.wait_for("first audible", 60)) << talk.shown();
  EXPECT_EQ(talk.wait(), 0);
  EXPECT_THAT(behind(talk.shown(), "  you: "), HasSubstr("France"));
  const std::string shown = behind(talk.shown(), "  it:  ");
  const std::string again = heard_again();
  std::printf("  shown: %s\n  heard: %s\n", shown.c_str(), again.c_str());
  WordErrors errors;
  errors.add(shown, again);
  EXPECT_LE(errors.rate(), 0.4) << again;
  EXPECT_EQ(talk.settings_now().c_lflag, talk.settings_at_first().c_lflag);
}

TEST_F(LiveTalk, HandsFreeAWordStopsTheReply) {
  const ServerProcess server(
      {{"HOTPIN_LLM", "fake"},
       {"HOTPIN_FAKE_SCRIPT",
        "llm_reply=Rivers begin in the mountains, where the snow melts in the spring, and they "
        "run through valleys and fields and towns, until at last they reach the open sea."}});
  std::vector<std::int16_t> said = lab->say("Tell me about the rivers of Europe.");
  said.resize(said.size() + 16 * 4500);
  const auto stop = lab->say("Stop, please, that is enough.");
  said.insert(said.end(), stop.begin(), stop.end());
  const Finished run = run_program(command(server.url(), said, {"--hands-free", "--json"}));
  EXPECT_EQ(run.exit_code, 0) << run.output;
  std::string transcript;
  std::string heard_text;
  std::istringstream lines(run.output);
  for (std::string line; std::getline(lines, line);) {
    const json::object event = json::parse(line).as_object();
    const auto text = [&](const char* key) { return std::string(event.at(key).as_string()); };
    if (event.at("event") == "transcript" && transcript.empty()) transcript = text("text");
    if (event.at("event") == "interrupted" && heard_text.empty()) heard_text = text("heard_text");
  }
  EXPECT_THAT(transcript, HasSubstr("Europe"));
  EXPECT_THAT(heard_text, testing::StartsWith("Rivers begin")) << run.output;
  EXPECT_THAT(heard_text, testing::Not(HasSubstr("open sea")));
}

}  // namespace
}  // namespace hotpin::tests
