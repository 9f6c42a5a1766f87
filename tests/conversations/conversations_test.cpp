// Plays the conversations that lie here as text files, on a clock that jumps: what the user says
// when, and everything that must come of it, in order. README.md has the words of these files.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "conversations/scripted_voice.hpp"
#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

constexpr std::size_t kFrame = 320;  // 20 ms, as a microphone sends it
constexpr double kRecogniserMs = 90;

struct Action {
  double at_s = 0;
  std::string what;  // says | coughs | signal | played | goes
  std::string text;
  double for_s = 0;
};

struct Happening {
  double least_s = 0;
  double most_s = 1e9;
  std::string what;
};

struct Script {
  std::string engines;
  std::string mode = "hands-free";
  bool reports = false;
  double ends_s = 0;
  std::vector<Action> actions;
  std::vector<Happening> happenings;
};

/// The text between the first and the last quotation mark of a line.
std::string quoted(const std::string& line) {
  const auto begin = line.find('"');
  const auto end = line.rfind('"');
  return begin == end ? "" : line.substr(begin + 1, end - begin - 1);
}

Action parse_action(const std::string& line) {
  Action action;
  std::istringstream in(line);
  std::string at;
  in >> at >> action.at_s >> action.what;
  action.text = quoted(line);
  if (action.text.empty() && action.what != "coughs") in >> action.text;
  if (const auto length = line.rfind(" for "); length != std::string::npos) {
    action.for_s = std::stod(line.substr(length + 5));
  }
  return action;
}

Happening parse_happening(const std::string& line) {
  Happening happening;
  std::istringstream in(line);
  std::string word;
  std::string window;
  in >> word >> window;
  if (const auto dots = window.find(".."); dots != std::string::npos) {
    if (dots > 0) happening.least_s = std::stod(window.substr(0, dots));
    if (dots + 2 < window.size()) happening.most_s = std::stod(window.substr(dots + 2));
  }
  std::getline(in >> std::ws, happening.what);
  return happening;
}

Script parse(const std::filesystem::path& path) {
  Script script;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("engines ")) script.engines = line.substr(8);
    else if (line.starts_with("mode ")) script.mode = line.substr(5);
    else if (line == "client reports") script.reports = true;
    else if (line.starts_with("ends ")) script.ends_s = std::stod(line.substr(5));
    else if (line.starts_with("at ")) script.actions.push_back(parse_action(line));
    else if (line.starts_with("then ")) script.happenings.push_back(parse_happening(line));
    else ADD_FAILURE() << path << " has a line of no known kind: " << line;
  }
  return script;
}

/// One script's conversation, frame by frame.
class Play {
 public:
  explicit Play(Script script) : script_(std::move(script)), server_(script_.engines) {
    stt_ = make_scripted_stt(voice_, server_.executor, base::from_ms(kRecogniserMs));
    // The services name their engines; this conversation's recogniser is another one.
    services_ = std::make_shared<session::Services>(
        session::Services{.stt = *stt_,
                          .llm = server_.services->llm,
                          .tts = server_.services->tts,
                          .keeper = server_.services->keeper,
                          .options = server_.services->options,
                          .notices = server_.services->notices,
                          .ahead = server_.services->ahead,
                          .thoughts = server_.services->thoughts,
                          .pictures = server_.services->pictures,
                          .parked = server_.services->parked});
    begun_ = server_.executor->now();
    session_ = session::VoiceSession::open(
        services_, link_, server_.executor,
        {.session_id = "a", .traits = script_.reports ? tests::kReporting : tests::kStreamed});
    server_.run(1);
    if (script_.mode == "hands-free") session_->on_event(protocol::ListenRequested{});
  }

  std::vector<std::pair<double, std::string>> run() {
    for (double now_s = 0; now_s < script_.ends_s; now_s += 0.02) {
      act(now_s);
      if (session_) session_->on_event(protocol::AudioIn{next_frame()});
      server_.run(20);
      collect(now_s + 0.02);
      if (script_.reports && session_) report();
    }
    return happened_;
  }

 private:
  void act(double now_s) {
    while (next_ < script_.actions.size() && script_.actions[next_].at_s <= now_s + 1e-9) {
      perform(script_.actions[next_++]);
    }
  }

  void perform(const Action& action) {
    const auto samples = static_cast<std::size_t>(action.for_s * 16'000);
    if (action.what == "says" || action.what == "coughs") {
      speech_ = voice_->say(action.text, samples);
    } else if (action.what == "signals") {
      signal(action.text);
    } else if (action.what == "writes") {
      session_->on_event(protocol::TextIn{action.text});
    } else if (action.what == "goes") {
      session_->on_gone();
      lost_ = std::exchange(session_, nullptr);  // somebody may hold it for a while
    } else {
      ADD_FAILURE() << "nobody can do this: " << action.what;
    }
  }

  void signal(const std::string& name) {
    if (name == "EOS") session_->on_event(protocol::EndOfSpeech{});
    else if (name == "CANCEL") session_->on_event(protocol::CancelRequested{});
    else if (name == "LISTEN") session_->on_event(protocol::ListenRequested{});
    else if (name == "RESET") session_->on_event(protocol::ResetRequested{});
    else ADD_FAILURE() << "no such signal: " << name;
  }

  std::vector<std::int16_t> next_frame() {
    std::vector<std::int16_t> frame(kFrame);
    const std::size_t count = std::min(kFrame, speech_.size());
    std::copy_n(speech_.begin(), count, frame.begin());
    speech_.erase(speech_.begin(), speech_.begin() + static_cast<std::ptrdiff_t>(count));
    return frame;
  }

  /// As a client that plays what it gets at once, unless it is told to hold.
  void report() {
    for (const auto& [turn, pcm] : std::exchange(link_->audio, {})) {
      if (turn != playing_) received_ms_ = played_ms_ = 0;
      playing_ = turn;
      received_ms_ += static_cast<double>(pcm.size()) / 16;
    }
    if (!holds_) played_ms_ = std::min(received_ms_, played_ms_ + 20);
    if (playing_.value != 0) session_->on_event(protocol::Played{playing_, played_ms_});
  }

  void collect(double now_s) {
    for (std::string& line : link_->take()) {
      if (line.starts_with("connected") || line.starts_with("partial")) continue;
      if (line.starts_with("held")) holds_ = true;
      if (line.starts_with("resumed") || line.starts_with("interrupted")) holds_ = false;
      happened_.emplace_back(now_s, std::move(line));
    }
  }

  Script script_;
  FakeConversation server_;
  std::shared_ptr<ScriptedVoice> voice_ = std::make_shared<ScriptedVoice>();
  std::unique_ptr<engine::Stt> stt_;
  std::shared_ptr<session::Services> services_;
  std::shared_ptr<RecordingLink> link_ = std::make_shared<RecordingLink>();
  std::shared_ptr<session::VoiceSession> session_;
  std::shared_ptr<session::VoiceSession> lost_;
  base::TimePoint begun_;
  std::vector<std::int16_t> speech_;
  std::size_t next_ = 0;
  base::TurnId playing_;
  double received_ms_ = 0;
  double played_ms_ = 0;
  bool holds_ = false;
  std::vector<std::pair<double, std::string>> happened_;
};

std::string told(const std::vector<std::pair<double, std::string>>& happened) {
  std::ostringstream out;
  for (const auto& [at_s, what] : happened) out << "  " << at_s << " " << what << "\n";
  return out.str();
}

class ScriptedConversation : public testing::TestWithParam<std::string> {};

TEST_P(ScriptedConversation, GoesAsWritten) {
  const Script script = parse(std::filesystem::path(HOTPIN_CONVERSATIONS) / (GetParam() + ".txt"));
  const auto happened = Play(script).run();
  ASSERT_EQ(happened.size(), script.happenings.size()) << "what happened:\n" << told(happened);
  for (std::size_t i = 0; i < happened.size(); ++i) {
    const auto& [at_s, what] = happened[i];
    const Happening& expected = script.happenings[i];
    EXPECT_EQ(what, expected.what) << "what happened:\n" << told(happened);
    EXPECT_GE(at_s, expected.least_s) << what << "; what happened:\n" << told(happened);
    EXPECT_LE(at_s, expected.most_s) << what << "; what happened:\n" << told(happened);
  }
}

std::vector<std::string> scripts() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(HOTPIN_CONVERSATIONS)) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Conversations, ScriptedConversation, testing::ValuesIn(scripts()),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace hotpin::tests
