// `hotpin talk` as its user has it, at a terminal, with files as microphone and speaker, against a
// server on scripted engines.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <cmath>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "audio/wav.hpp"
#include "client/recording.hpp"
#include "support/child_program.hpp"
#include "support/device/network.hpp"
#include "support/temp_folder.hpp"
#include "support/terminal/terminal_program.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

namespace json = boost::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kLongReply =
    "stt_text=What is Paris?;"
    "llm_reply=Paris is the capital of France and its largest city, and it lies on the river "
    "Seine.";
constexpr const char* kHelp = "q leaves.";

/// Alternately loud and silent, from a loud stretch on.
std::vector<std::int16_t> sound(const std::vector<int>& stretches_ms) {
  std::vector<std::int16_t> pcm;
  bool is_loud = true;
  for (const int ms : stretches_ms) {
    for (int i = 0; i < ms * 16; ++i) {
      pcm.push_back(static_cast<std::int16_t>(is_loud ? 9000 * std::cos(i / 5.0) : 0));
    }
    is_loud = !is_loud;
  }
  return pcm;
}

class LiveTalk : public testing::Test {
 protected:
  std::string path(const char* name) const { return (folder_.path() / name).string(); }

  std::vector<std::string> command(const std::string& url, const std::vector<int>& stretches_ms,
                                   const std::vector<std::string>& more = {}) const {
    std::ofstream(path("in.wav"), std::ios::binary) << audio::wav_file(sound(stretches_ms), 16000);
    std::vector<std::string> words{HOTPIN_PROGRAM, "talk",
                                   "--url",        url,
                                   "--input",      "file:" + path("in.wav"),
                                   "--output",     "file:" + path("out.wav")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  double heard_ms() const {
    const auto heard = client::load_recording(path("out.wav"));
    return heard ? static_cast<double>(heard->pcm.size()) / 16 : 0;
  }

  TempFolder folder_;
};

void hold_space(const TerminalProgram& talk, int ms) {
  talk.type(" ");
  for (int passed = 300; passed < ms; passed += 30) {  // as a terminal repeats a held key
    std::this_thread::sleep_for(std::chrono::milliseconds(passed == 300 ? 300 : 30));
    talk.type(" ");
  }
}

bool echoes(const termios& settings) { return (settings.c_lflag & ECHO) != 0; }

TEST_F(LiveTalk, TheSpaceBarHeldIsATurnAndTappedAnother) {
  const ServerProcess server(on_fakes("llm_reply=Yes, {user};tts_audio_ms_per_char=20"));
  TerminalProgram talk(command(server.url(), {1500, 1000, 600}),
                       {{"TERM", "xterm"}, {"LC_ALL", "C.UTF-8"}});
  ASSERT_TRUE(talk.wait_for(kHelp)) << talk.shown();
  EXPECT_FALSE(echoes(talk.settings_now()));
  hold_space(talk, 800);
  EXPECT_TRUE(talk.wait_for("you:")) << talk.shown();
  EXPECT_TRUE(talk.wait_for("it:"));
  EXPECT_TRUE(talk.wait_for("Yes,"));
  EXPECT_TRUE(talk.wait_for("first audible"));
  EXPECT_TRUE(talk.wait_for("heard here"));
  EXPECT_TRUE(talk.wait_for("median of 1 turn"));
  EXPECT_THAT(talk.shown(), HasSubstr("█"));
  talk.type(" ");  // and the file's end ends it
  EXPECT_TRUE(talk.wait_for("median of 2 turns"));
  EXPECT_EQ(talk.wait(), 0) << talk.shown();
  EXPECT_TRUE(echoes(talk.settings_now()));
  EXPECT_GT(heard_ms(), 1000);
}

TEST_F(LiveTalk, PressedOverAReplyItStopsTheReply) {
  const ServerProcess server(on_fakes(kLongReply));
  TerminalProgram talk(command(server.url(), {600, 400, 3000}), {{"TERM", "dumb"}});
  ASSERT_TRUE(talk.wait_for(kHelp)) << talk.shown();
  hold_space(talk, 500);
  ASSERT_TRUE(talk.wait_for("Paris is")) << talk.shown();
  hold_space(talk, 500);
  EXPECT_TRUE(talk.wait_for("(interrupted)")) << talk.shown();
  EXPECT_TRUE(talk.wait_for("you: What is Paris?")) << talk.shown();
  EXPECT_TRUE(talk.wait_for("it:"));
  talk.type("c");
  EXPECT_TRUE(talk.wait_for("(interrupted)")) << talk.shown();
  talk.type("q");
  EXPECT_EQ(talk.wait(), 0);
  EXPECT_THAT(talk.shown(), Not(HasSubstr("\x1b")));
  EXPECT_LT(heard_ms(), 6000) << "neither was heard to its end";
}

TEST_F(LiveTalk, SignalsGiveTheTerminalBack) {
  const ServerProcess server(on_fakes(kLongReply));
  for (const int signal : {SIGINT, SIGTERM, SIGSEGV, SIGHUP}) {
    TerminalProgram talk(command(server.url(), {5000}));
    ASSERT_TRUE(talk.wait_for(kHelp)) << talk.shown();
    ASSERT_FALSE(echoes(talk.settings_now()));
    talk.type(" ");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (signal == SIGINT) {
      talk.type("\x03");
    } else {
      talk.signal(signal);
    }
    EXPECT_EQ(talk.wait(), signal == SIGINT ? 0 : 128 + signal) << talk.shown();
    const termios now = talk.settings_now();
    EXPECT_EQ(now.c_lflag, talk.settings_at_first().c_lflag);
    EXPECT_EQ(now.c_iflag, talk.settings_at_first().c_iflag);
    EXPECT_EQ(now.c_cc[VMIN], talk.settings_at_first().c_cc[VMIN]);
  }
}

TEST_F(LiveTalk, ASignalWhileItConnectsGivesTheTerminalBackToo) {
  const ServerProcess silent(on_fakes("", {{"HOTPIN_WS_EVENTS", "off"}}));  // to a handshake
  TerminalProgram talk(command(silent.url(), {500}));
  ASSERT_TRUE(comes_true([&] { return !echoes(talk.settings_now()); }));
  talk.type("\x03");
  EXPECT_EQ(talk.wait(), 128 + SIGINT) << talk.shown();
  EXPECT_TRUE(echoes(talk.settings_now()));
}

TEST_F(LiveTalk, StoppedAndBroughtBackItGoesOn) {
  const ServerProcess server(on_fakes("llm_reply=Yes."));
  std::vector<std::string> words = command(server.url(), {500});
  words.insert(words.begin(),
               {"/bin/bash", "-c", "set -m; \"$@\"; echo stopped; read -r x; fg", "-"});
  TerminalProgram shell(words);
  ASSERT_TRUE(shell.wait_for(kHelp)) << shell.shown();
  EXPECT_FALSE(echoes(shell.settings_now()));
  shell.type("\x1a");  // Ctrl-Z
  ASSERT_TRUE(shell.wait_for("stopped")) << shell.shown();
  EXPECT_TRUE(echoes(shell.settings_now()));
  shell.type("x\n");
  ASSERT_TRUE(shell.wait_for("$@")) << shell.shown();  // fg tells what goes on
  comes_true([&] { return !echoes(shell.settings_now()); }, std::chrono::seconds(10));
  EXPECT_FALSE(echoes(shell.settings_now()));
  shell.type(" ");
  EXPECT_TRUE(shell.wait_for("it:")) << shell.shown();
  EXPECT_EQ(shell.wait(), 0);
}

/// Every line of `output` as an object; of what is none, a failure.
std::vector<json::object> lines_of(const std::string& output) {
  std::vector<json::object> lines;
  std::istringstream in(output);
  for (std::string line; std::getline(in, line);) {
    boost::system::error_code error;
    const json::value value = json::parse(line, error);
    EXPECT_TRUE(!error && value.is_object()) << line;
    if (value.is_object()) lines.push_back(value.as_object());
  }
  return lines;
}

std::vector<std::string> events_of(const std::vector<json::object>& lines) {
  std::vector<std::string> events;
  for (const json::object& line : lines) events.emplace_back(line.at("event").as_string().c_str());
  return events;
}

TEST_F(LiveTalk, WithoutATerminalTheFileIsOneTurnAndJsonIsForPrograms) {
  const ServerProcess server(on_fakes("llm_reply=Yes, {user} Indeed so, my friend."));
  const Finished run = run_program(command(server.url(), {900, 100}, {"--json"}));
  EXPECT_EQ(run.exit_code, 0) << run.output;
  const auto lines = lines_of(run.output);
  const auto events = events_of(lines);
  for (const char* event : {"connected", "talking", "transcript", "phrase", "ledger", "complete"}) {
    EXPECT_THAT(events, Contains(event)) << run.output;
  }
  const auto ledger = lines.at(lines.size() - 2);
  EXPECT_EQ(ledger.at("event"), "ledger");
  EXPECT_TRUE(ledger.at("first_audible_ms").is_number());
  EXPECT_GT(heard_ms(), 1000);
}

TEST_F(LiveTalk, WithoutATerminalAFileOverTheCapIsAnsweredAndTheEnd) {
  const ServerProcess server(on_fakes("llm_reply=Yes.", {{"HOTPIN_MAX_UTTERANCE_S", "1"}}));
  const Finished run = run_program(command(server.url(), {2500, 100}, {"--json"}));
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(events_of(lines_of(run.output)), Contains("complete"));
}

TEST_F(LiveTalk, FilesAreToldInTheSameJson) {
  const ServerProcess server(on_fakes("llm_reply=Yes."));
  command(server.url(), {500});  // writes the file
  const Finished run = run_program(
      {HOTPIN_PROGRAM, "talk", path("in.wav"), "--fast", "--json", "--url", server.url()});
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(events_of(lines_of(run.output)), Contains("complete"));
}

TEST_F(LiveTalk, HandsFreeSpeechOverTheReplyStopsIt) {
  const ServerProcess server(on_fakes(kLongReply));
  const Finished run =
      run_program(command(server.url(), {600, 2500, 1200, 300}, {"--hands-free", "--json"}));
  EXPECT_EQ(run.exit_code, 0) << run.output;
  const auto lines = lines_of(run.output);
  const auto events = events_of(lines);
  for (const char* event : {"speech_started", "hold", "interrupted", "complete"}) {
    EXPECT_THAT(events, Contains(event)) << run.output;
  }
  for (const json::object& line : lines) {
    if (line.at("event") != "interrupted") continue;
    EXPECT_THAT(line.at("heard_text").as_string().c_str(), testing::StartsWith("Paris"));
  }
}

TEST_F(LiveTalk, TheRestOfAReplyIsHeardWhenTheNetworkIsBack) {
  const ServerProcess server(
      on_fakes(std::string(kLongReply) + ";tts_audio_ms_per_char=40", {{"HOTPIN_DRAIN_S", "0"}}));
  device::Network network(server.port());
  TerminalProgram talk(command("ws://127.0.0.1:" + std::to_string(network.port()) + "/ws", {500}));
  ASSERT_TRUE(talk.wait_for(kHelp)) << talk.shown();
  talk.type(" ");
  ASSERT_TRUE(talk.wait_for("Paris is")) << talk.shown();
  network.cut();
  EXPECT_TRUE(talk.wait_for("connection lost")) << talk.shown();
  EXPECT_TRUE(talk.wait_for("connected again")) << talk.shown();
  EXPECT_TRUE(talk.wait_for("Seine.")) << talk.shown();
  EXPECT_EQ(talk.wait(), 0) << talk.shown();
  EXPECT_GT(heard_ms(), 3000);
  EXPECT_LT(heard_ms(), 4500) << "nothing was heard twice but the moment of the loss";
}

TEST_F(LiveTalk, AServerThatGoesAndComesBackIsFoundAgain) {
  auto server = std::make_unique<ServerProcess>(on_fakes("llm_reply=Yes."));
  device::Network network(server->port());
  TerminalProgram talk(
      command("ws://127.0.0.1:" + std::to_string(network.port()) + "/ws", {400, 100, 900}));
  ASSERT_TRUE(talk.wait_for(kHelp)) << talk.shown();
  server.reset();
  ASSERT_TRUE(talk.wait_for("connection lost")) << talk.shown();
  talk.type(" ");
  EXPECT_TRUE(talk.wait_for("no connection yet")) << talk.shown();
  server = std::make_unique<ServerProcess>(on_fakes("llm_reply=Yes."));
  network.lead_to(server->port());
  ASSERT_TRUE(talk.wait_for("connected again")) << talk.shown();
  std::this_thread::sleep_for(std::chrono::seconds(1));  // else it is the first press repeated
  talk.type(" ");
  EXPECT_TRUE(talk.wait_for("it:")) << talk.shown();
  EXPECT_EQ(talk.wait(), 0) << talk.shown();
}

TEST_F(LiveTalk, FaultsAreOneLine) {
  const auto one_line = [](const Finished& run, int code) {
    EXPECT_EQ(run.exit_code, code) << run.output;
    EXPECT_EQ(std::count(run.output.begin(), run.output.end(), '\n'), 1) << run.output;
  };
  const std::string nobody = "ws://127.0.0.1:" + std::to_string(free_port()) + "/ws";
  const Finished alone = run_program(command(nobody, {100}));
  one_line(alone, 1);
  EXPECT_THAT(alone.output, HasSubstr("start it with scripts/run"));
  one_line(run_program({HOTPIN_PROGRAM, "talk", "--input", "file:/no.wav", "--output",
                        "file:" + path("out.wav")}),
           1);
  one_line(run_program({HOTPIN_PROGRAM, "talk", "a.wav", "--hands-free"}), 2);
  const ServerProcess guarded(on_fakes("", {{"HOTPIN_API_TOKEN", "secret"}}));
  one_line(run_program(command(guarded.url(), {100}, {"--token", "wrong"})), 1);
}

}  // namespace
}  // namespace hotpin::tests
