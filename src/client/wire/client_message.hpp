#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hotpin::client {

// What a client says in events mode (docs/PROTOCOL.md).
inline constexpr std::string_view kEndOfSpeech = R"({"signal":"EOS"})";
inline constexpr std::string_view kListen = R"({"signal":"LISTEN"})";
inline constexpr std::string_view kCancel = R"({"signal":"CANCEL"})";

/// After a lost connection: how much of which turn was heard.
struct Resume {
  std::string token;
  int turn = 0;
  double played_ms = 0;
  bool drops_rest = false;  ///< of the reply
};

/// The first message of a connection.
struct Handshake {
  std::string session_id;
  std::string token;  ///< empty: none is sent
  bool reports_played = false;
  std::optional<Resume> resume;
};
std::string to_json(const Handshake& handshake);

/// Nobody else's: `prefix` and eight random digits.
std::string random_session_id(std::string_view prefix);

/// So much of the turn's reply has been heard.
std::string played_message(int turn, double ms);

}  // namespace hotpin::client
