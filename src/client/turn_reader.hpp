#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "client/turn_result.hpp"
#include "net/websocket_client.hpp"

namespace hotpin::client {

/// Rate of audio on the wire, both ways.
inline constexpr std::uint32_t kWireRateHz = 16000;

/// Folds the server's messages of one turn, in events mode, into a TurnResult. Pure: no socket, no
/// clock. Owned by TurnClient, one per turn.
class TurnReader {
 public:
  enum class Progress { more, complete };
  /// Messages it does not know are passed over. Errors: "closed" with the server's reason,
  /// "bad_reply".
  base::Result<Progress> take(const net::WebSocketClient::Message& message);
  /// After Progress::complete.
  TurnResult& result() { return result_; }

 private:
  base::Result<Progress> take_text(const net::WebSocketClient::Message& message);
  base::Status take_audio(const net::WebSocketClient::Message& message);
  base::Status finish();

  TurnResult result_;
  std::string wav_;
  /// Where in wav_ each message ended, and when it came.
  std::vector<std::pair<std::size_t, base::TimePoint>> arrivals_;
};

}  // namespace hotpin::client
