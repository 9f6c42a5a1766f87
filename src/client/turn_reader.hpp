#pragma once

#include "base/result.hpp"
#include "client/turn_result.hpp"
#include "client/wire/event.hpp"
#include "client/wire/reply_audio.hpp"
#include "net/websocket_client.hpp"

namespace hotpin::client {

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
  base::Result<Progress> take_event(const Event& event, base::TimePoint at);
  base::Status take_audio(const net::WebSocketClient::Message& message);

  TurnResult result_;
  ReplyAudio audio_;
};

}  // namespace hotpin::client
