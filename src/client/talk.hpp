#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "client/turn_client.hpp"

namespace hotpin::client {

/// What `hotpin talk` was asked to do.
struct TalkOptions {
  std::vector<std::string> files;  ///< WAV files of any rate; one turn each, all in one session
  std::string url = "ws://127.0.0.1:8000/ws";
  TurnOptions::Pace pace = TurnOptions::Pace::speech;
  std::string reply_path;  ///< where the reply goes; with several files, "reply-1.wav" and so on
  std::string token;
  std::string session_id;  ///< empty: a random one
};

/// Holds the turns, and prints what was heard, what was answered and where the time went. Faults
/// are one line on `err`. Gives the exit code: 0; 1 when something failed, also after Ctrl-C; 2 for
/// wrong use. Takes SIGINT while it runs.
int run_talk(const TalkOptions& options, std::ostream& out, std::ostream& err);

}  // namespace hotpin::client
