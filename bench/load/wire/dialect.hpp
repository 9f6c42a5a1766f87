#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hotpin::bench {

/// How a user's turn ends: the client says so, or the server hears it.
enum class TurnEnd { signal, listen };

/// What a server's message means to a simulated user, whatever the dialect.
struct ServerSaid {
  enum class Kind {
    ready,       ///< the session is there
    turn_taken,  ///< the server holds the user's turn for finished (`turn`, if it is numbered)
    transcript,  ///< `text`
    reply_began,
    reply_audio,  ///< `audio`: mono, 16 kHz, any number of samples
    reply_ended,  ///< `text`: how, "spoken" if the dialect does not tell
    ledger,       ///< `figures`
    error,        ///< `text`
  };
  Kind kind;
  int turn = 0;  ///< as the server numbers it; 0: it does not
  std::string text = {};
  std::span<const std::int16_t> audio = {};
  std::vector<std::pair<std::string, double>> figures = {};
};

/// One connection's half of a protocol: pure, no socket, no clock. Owned by its talker.
class Dialect {
 public:
  using Sink = std::function<void(const ServerSaid&)>;

  virtual ~Dialect() = default;
  /// Text messages to send when the connection is open, and when the session is ready.
  virtual std::vector<std::string> hello(const std::string& session_id) const = 0;
  virtual std::vector<std::string> when_ready() const { return {}; }
  virtual std::string end_of_speech() const = 0;
  /// For a user who speaks again while the answer still comes; nothing where speech itself does it.
  virtual std::optional<std::string> cut_off() const { return std::nullopt; }
  /// Whether turns ended by signal are numbered from 1 on.
  virtual bool has_turn_numbers() const = 0;

  /// Messages that it does not know, and bad ones, give nothing.
  virtual void take_text(std::string_view message, const Sink& sink) = 0;
  virtual void take_binary(std::span<const std::byte> message, const Sink& sink) = 0;
};

/// docs/PROTOCOL.md, events mode. `token` may be empty.
std::unique_ptr<Dialect> make_hotpin_dialect(TurnEnd turn_end, std::string token);
/// The Pipecat bot of the peers: raw PCM and JSON with a `type`.
std::unique_ptr<Dialect> make_pipecat_dialect();
/// What its address needs: "?turn=eos" or "?turn=vad".
std::string pipecat_address(const std::string& url, TurnEnd turn_end);

}  // namespace hotpin::bench
