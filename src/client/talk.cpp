#include "client/talk.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <utility>

#include "audio/wav.hpp"
#include "client/live/live_talk.hpp"
#include "client/live/terminal.hpp"
#include "client/recording.hpp"
#include "client/talk_report.hpp"
#include "client/wire/client_message.hpp"
#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

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

/// The turns of one session, in order. The first fault that cannot be gone on from ends it.
int hold_turns(const TalkOptions& options, const std::vector<Recording>& recordings,
               TurnClient& client, TurnPrinter& printer, std::ostream& err) {
  const InterruptGuard guard;
  int exit_code = kTalkDone;
  const auto fail = [&err](const base::Error& error) {
    err << error.detail << '\n';
    return kTalkFailed;
  };
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    TurnOptions turn_options;
    turn_options.pace = options.pace;
    turn_options.should_stop = [] { return InterruptGuard::has_come(); };
    const base::Result<TurnResult> turn = client.run(recordings[i].pcm, turn_options);
    if (!turn) return fail(turn.error());
    printer.print(title(recordings[i]), *turn);
    if (turn->how == "failed") exit_code = kTalkFailed;
    if (!options.reply_path.empty()) {
      const std::string path = reply_path(options, i);
      if (const base::Status written = write_reply(path, turn->pcm); !written) {
        return fail(written.error());
      }
      printer.print_reply_file(path);
    }
  }
  return exit_code;
}

/// What is wrong with how it was asked; empty when nothing is.
std::string complaint(const TalkOptions& options) {
  if (!options.url.starts_with("ws://") && !options.url.starts_with("wss://"))
    return "the address must begin with ws:// or wss://";
  const bool is_live = options.files.empty();
  if (is_live && !options.reply_path.empty()) {
    return "--out goes with files to say; --output file:NAME.wav keeps what is heard";
  }
  const bool asks_devices =
      options.is_hands_free || !options.input.empty() || !options.output.empty();
  if (!is_live && asks_devices) return "--input, --output and --hands-free go without files to say";
  return {};
}

int talk_with_files(const TalkOptions& options, std::ostream& out, std::ostream& err) {
  const auto recordings = load_all(options.files);
  if (!recordings) {
    err << recordings.error().detail << '\n';
    return kTalkFailed;
  }
  auto connection = net::WebSocketClient::connect(options.url, {.ca_file = options.ca_file});
  if (!connection) {
    err << unreachable(options.url, connection.error().detail) << '\n';
    return kTalkFailed;
  }
  const auto client = TurnClient::join(std::move(*connection), {options.session_id, options.token});
  if (!client) {
    err << client.error().detail << '\n';
    return kTalkFailed;
  }
  const auto printer =
      options.is_json ? make_json_printer(out) : make_turn_printer(bar_style_of_terminal(), out);
  const int exit_code = hold_turns(options, *recordings, **client, *printer, err);
  (*client)->close();
  return exit_code;
}

}  // namespace

std::string unreachable(const std::string& url, const std::string& why) {
  const bool nobody_there = why.find("refused") != std::string::npos;
  return "cannot reach " + url + ": " + why + (nobody_there ? "; start it with scripts/run" : "");
}

int run_talk(const TalkOptions& asked, std::ostream& out, std::ostream& err) {
  if (asked.lists_devices) return list_devices(out, err);
  if (const std::string what = complaint(asked); !what.empty()) {
    err << what << '\n';
    return kTalkWrongUse;
  }
  TalkOptions options = asked;
  if (options.session_id.empty()) options.session_id = random_session_id("talk-");
  if (!options.files.empty()) return talk_with_files(options, out, err);
  const auto view =
      options.is_json ? make_json_view(out) : make_screen(screen_style_of_terminal(), out);
  return run_live_talk(options, *view, err);
}

}  // namespace hotpin::client
