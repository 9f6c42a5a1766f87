#include "client/talk.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <random>
#include <utility>

#include "audio/wav.hpp"
#include "client/recording.hpp"
#include "client/talk_report.hpp"

namespace hotpin::client {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUse = 2;

volatile std::sig_atomic_t interrupt_seen = 0;

/// While it lives, the first Ctrl-C ends the turn in good order; a second one kills as usual.
class InterruptGuard {
 public:
  InterruptGuard() {
    interrupt_seen = 0;
    struct sigaction action = {};
    action.sa_handler = [](int) { interrupt_seen = 1; };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, &before_);
  }
  ~InterruptGuard() { sigaction(SIGINT, &before_, nullptr); }
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction before_ = {};
};

std::string random_session_id() {
  std::random_device random;
  std::array<char, 16> digits;
  std::snprintf(digits.data(), digits.size(), "%08x", static_cast<unsigned>(random()));
  return std::string("talk-") + digits.data();
}

base::Result<std::vector<Recording>> load_all(const std::vector<std::string>& paths) {
  std::vector<Recording> recordings;
  for (const std::string& path : paths) {
    base::Result<Recording> recording = load_recording(path);
    if (!recording) return recording.error();
    recordings.push_back(std::move(*recording));
  }
  return recordings;
}

/// "reply.wav" for the only file, else "reply-2.wav" for the second.
std::string reply_path(const TalkOptions& options, std::size_t index) {
  if (options.files.size() == 1) return options.reply_path;
  std::filesystem::path path(options.reply_path);
  const std::string name = path.stem().string() + "-" + std::to_string(index + 1);
  path.replace_filename(name + path.extension().string());
  return path.string();
}

base::Status write_reply(const std::string& path, const std::vector<std::int16_t>& pcm) {
  std::ofstream file(path, std::ios::binary);
  file << audio::wav_file(pcm, kWireRateHz);
  file.flush();
  if (!file) return base::Error{"bad_file", "cannot write " + path};
  return base::ok();
}

std::string title(const Recording& recording) {
  std::array<char, 32> seconds;
  std::snprintf(seconds.data(), seconds.size(), "%.1f s",
                static_cast<double>(recording.pcm.size()) / kWireRateHz);
  return recording.path + ", " + seconds.data();
}

std::string unreachable(const std::string& url, const std::string& why) {
  const bool nobody_there = why.find("refused") != std::string::npos;
  return "cannot reach " + url + ": " + why + (nobody_there ? "; start it with scripts/run" : "");
}

/// The turns of one session, in order. The first fault that cannot be gone on from ends it.
int hold_turns(const TalkOptions& options, const std::vector<Recording>& recordings,
               TurnClient& client, std::ostream& out, std::ostream& err) {
  const InterruptGuard guard;
  int exit_code = kDone;
  const auto fail = [&err](const base::Error& error) {
    err << error.detail << '\n';
    return kFailed;
  };
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    TurnOptions turn_options;
    turn_options.pace = options.pace;
    turn_options.should_stop = [] { return interrupt_seen != 0; };
    const base::Result<TurnResult> turn = client.run(recordings[i].pcm, turn_options);
    if (!turn) return fail(turn.error());
    print_turn(title(recordings[i]), *turn, out);
    if (turn->how == "failed") exit_code = kFailed;
    if (!options.reply_path.empty()) {
      const std::string path = reply_path(options, i);
      if (const base::Status written = write_reply(path, turn->pcm); !written) {
        return fail(written.error());
      }
      out << "  reply:    " << path << '\n';
    }
    out << std::flush;
  }
  return exit_code;
}

}  // namespace

int run_talk(const TalkOptions& options, std::ostream& out, std::ostream& err) {
  if (options.files.empty() || !options.url.starts_with("ws://")) {
    err << (options.files.empty() ? "name at least one WAV file\n"
                                  : "the address must begin with ws://\n");
    return kWrongUse;
  }
  const auto recordings = load_all(options.files);
  if (!recordings) {
    err << recordings.error().detail << '\n';
    return kFailed;
  }
  const std::string id = options.session_id.empty() ? random_session_id() : options.session_id;
  auto connection = net::WebSocketClient::connect(options.url, {});
  if (!connection) {
    err << unreachable(options.url, connection.error().detail) << '\n';
    return kFailed;
  }
  const auto client = TurnClient::join(std::move(*connection), {id, options.token});
  if (!client) {
    err << client.error().detail << '\n';
    return kFailed;
  }
  const int exit_code = hold_turns(options, *recordings, **client, out, err);
  (*client)->close();
  return exit_code;
}

}  // namespace hotpin::client
