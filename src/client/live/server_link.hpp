#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "client/wire/client_message.hpp"
#include "net/websocket_client.hpp"

namespace hotpin::client {

/// The connection of a live session: joins, and joins again when it is lost. Owned by the session,
/// used on its thread. A call waits as said, and for the kernel to take what is sent.
class ServerLink {
 public:
  struct Options {
    std::string url;
    std::string token;
    std::string session_id;
    std::string ca_file;  ///< of wss: certificates to trust in place of the system's
  };

  explicit ServerLink(Options options) : options_(std::move(options)) {}

  /// The first time: errors are for the user.
  base::Status join();
  bool is_open() const { return connection_ != nullptr; }
  /// The next message, waiting at most so long; nothing if none came. The error says why the
  /// connection was lost; "refused" when the server does not want us back.
  base::Result<std::optional<net::WebSocketClient::Message>> read(base::Duration wait);
  /// When it is time for it, tries to join again, to hear the rest behind `heard`, whose token is
  /// known here. True: joined. Error: "refused", or nobody was there for kMostPatience.
  base::Result<bool> join_again(Resume heard, base::TimePoint now);

  /// Dropped when there is no connection.
  void send(std::string_view text);
  void send_audio(const std::vector<std::int16_t>& pcm);
  void close();

 private:
  base::Status open(const std::optional<Resume>& resume, base::Duration limit);
  base::Error lose(base::Error why);

  const Options options_;
  std::unique_ptr<net::WebSocketClient> connection_;
  std::string resume_token_;
  base::TimePoint lost_at_{};
  base::TimePoint next_try_{};
  base::Duration pause_{};
};

}  // namespace hotpin::client
