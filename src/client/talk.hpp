#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "client/turn_client.hpp"

namespace hotpin::client {

// Exit codes.
inline constexpr int kTalkDone = 0;
inline constexpr int kTalkFailed = 1;
inline constexpr int kTalkWrongUse = 2;

/// What `hotpin talk` was asked to do.
struct TalkOptions {
  /// WAV files of any rate; one turn each, all in one session. None: microphone and speaker.
  std::vector<std::string> files;
  std::string url = "ws://127.0.0.1:8000/ws";
  TurnOptions::Pace pace = TurnOptions::Pace::speech;
  std::string reply_path;  ///< where the reply goes; with several files, "reply-1.wav" and so on
  std::string token;
  std::string ca_file;     ///< of a wss:// url: certificates to trust in place of the system's
  std::string session_id;  ///< empty: a random one
  bool is_json = false;    ///< a JSON object a line in place of words for a person
  // Without files:
  std::string input;   ///< a device's number, a part of its name, "file:NAME.wav"; empty: default
  std::string output;  ///< the same
  bool is_hands_free = false;
  bool lists_devices = false;  ///< and does nothing else
};

/// Holds the turns, and prints what was heard, what was answered and where the time went. Faults
/// are one line on `err`. Gives the exit code: 0; 1 when something failed, with files also after
/// Ctrl-C; 2 for wrong use. Takes SIGINT, and the terminal's keys, while it runs.
int run_talk(const TalkOptions& options, std::ostream& out, std::ostream& err);

/// Why there is no conversation, as one line.
std::string unreachable(const std::string& url, const std::string& why);

}  // namespace hotpin::client
