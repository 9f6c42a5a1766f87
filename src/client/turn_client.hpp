#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "client/turn_reader.hpp"
#include "client/wire/client_message.hpp"
#include "net/websocket_client.hpp"

namespace hotpin::client {

/// How one turn is held.
struct TurnOptions {
  enum class Pace { speech, at_once };
  Pace pace = Pace::speech;
  base::Milliseconds message{40};                      ///< audio in each message
  base::Duration patience = std::chrono::seconds(60);  ///< longest silence of the server
  /// Asked a few times a second; true ends the turn with the error "interrupted".
  std::function<bool()> should_stop = [] { return false; };
};

/// One conversation in events mode, as a client: joins, then holds turns one after another. For
/// `talk`, the benchmark and end-to-end tests. Used from one thread, on which its calls block.
class TurnClient {
 public:
  /// On a connection that has joined.
  explicit TurnClient(std::unique_ptr<net::WebSocketClient> joined)
      : connection_(std::move(joined)) {}

  /// Sends the handshake and waits for `connected`.
  static base::Result<std::unique_ptr<TurnClient>> join(
      std::unique_ptr<net::WebSocketClient> connection, const Handshake& handshake);
  /// The same on a new connection to `url`.
  static base::Result<std::unique_ptr<TurnClient>> connect(const std::string& url,
                                                           const Handshake& handshake);

  /// Sends 16 kHz mono `pcm` as one utterance and waits for the turn's end. Errors: "timeout",
  /// "closed", "interrupted", "bad_reply", and those of the connection; none can be gone on from.
  base::Result<TurnResult> run(std::span<const std::int16_t> pcm, const TurnOptions& options);

  void close() { connection_->close(); }

 private:
  base::Status send_utterance(std::span<const std::int16_t> pcm, const TurnOptions& options,
                              TurnResult& times);
  base::Status read_turn(TurnReader& reader, const TurnOptions& options);
  base::Error why_closed(const base::Error& send_error);

  std::unique_ptr<net::WebSocketClient> connection_;
};

}  // namespace hotpin::client
