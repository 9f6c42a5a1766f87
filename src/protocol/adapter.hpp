#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "protocol/client_event.hpp"
#include "protocol/close_reason.hpp"
#include "protocol/server_event.hpp"

namespace hotpin::protocol {

/// One message on the wire.
struct WireMessage {
  enum class Kind { text, binary };
  Kind kind = Kind::text;
  std::string data;
  double audio_ms = 0;  ///< how long the reply's audio in it sounds
};

/// In this order, when the adapter's call has returned; it may hold events of earlier calls, and a
/// call adds to them. The first Hello opens a conversation; what comes for it before that is
/// dropped, and so is every further Hello. Jobs need none.
using Inbox = std::vector<ClientEvent>;

/// How an HTTP answer begins.
struct HttpHead {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers{};
};

/// For the client, at once. Who has more than 8 MiB to take yet is cut off.
struct Outbox {
  /// Of an HTTP answer, with its first message or before. Elsewhere nothing happens.
  std::optional<HttpHead> head{};
  std::vector<WireMessage> messages{};
  /// The connection ends once the messages are out, or the HTTP answer does: without a head, the
  /// reason is the answer. Without a turn under way: LeaveRequested waits.
  std::optional<CloseReason> close{};
  /// Adapter::on_wake() is called then. A later call's wish takes the place of an earlier one's.
  std::optional<base::TimePoint> wake_at{};

  void text(std::string data, double audio_ms = 0) {
    messages.push_back({WireMessage::Kind::text, std::move(data), audio_ms});
  }
  void binary(std::string data, double audio_ms = 0) {
    messages.push_back({WireMessage::Kind::binary, std::move(data), audio_ms});
  }
};

/// One connection's side of a protocol: what comes off the wire becomes events, events become
/// messages, and what concerns the protocol alone is answered here. Pure: no socket, no thread, and
/// time and ids only from ConnectionInfo. Used on the connection's strand, never entered twice.
/// Nothing throws on any input.
class Adapter {
 public:
  virtual ~Adapter() = default;

  virtual void on_open(Inbox& /*inbox*/, Outbox& /*outbox*/) {}
  virtual void on_text(std::string_view message, Inbox& inbox, Outbox& outbox) = 0;
  /// A text message, or the body of a request, is longer than the route takes; no more of it comes.
  virtual void on_oversized(Inbox& inbox, Outbox& outbox) = 0;
  /// A piece of a binary message, or of a request's body, of at most 4 KiB; the last one may be
  /// empty, and is the only one of a request without a body.
  virtual void on_binary(std::span<const std::byte> piece, bool ends_message, Inbox& inbox,
                         Outbox& outbox) = 0;
  /// An event that it does not know is silence.
  virtual void on_event(const ServerEvent& event, Inbox& inbox, Outbox& outbox) = 0;
  virtual void on_wake(Inbox& /*inbox*/, Outbox& /*outbox*/) {}
  /// The transport's own sign that the client is there, a ping for one.
  virtual void on_sign_of_life() {}
  /// The connection is gone. Last call.
  virtual void on_leave() {}
};

}  // namespace hotpin::protocol
