#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "base/result.hpp"
#include "net/http_types.hpp"
#include "net/listening_socket.hpp"
#include "net/peer.hpp"
#include "net/proxy/address_ranges.hpp"
#include "net/tls/identity.hpp"

namespace hotpin::net {

/// Limits in one place, each with what happens at it.
struct ServerOptions {
  std::size_t io_threads = 1;
  std::size_t max_connections = 4096;            ///< sockets; more are closed at accept
  std::size_t max_head_bytes = 32 * 1024;        ///< 431; login proxies' cookies are long
  std::size_t max_body_bytes = 64 * 1024;        ///< 413, unless the handler takes more
  std::size_t max_message_bytes = 16U << 20U;    ///< WebSocket message, as announced: closed, 1009
  std::size_t max_send_bytes = 8 * 1024 * 1024;  ///< queued to a client that does not read: cut off
  base::Duration head_timeout = std::chrono::seconds(10);  ///< for a whole request head
  /// A WebSocket on which nothing was sent for so long is sent a ping: proxies give up a connection
  /// whose server is silent for 50 s (HAProxy's examples) or 60 s (nginx, AWS). Whether it is
  /// answered does not matter, as there are clients that answer none.
  base::Duration ping_after = std::chrono::seconds(20);
  /// What was sent and is not acknowledged by the client's system for so long: cut off.
  base::Duration dead_after = std::chrono::seconds(180);
  std::shared_ptr<TlsIdentity> tls{};  ///< for the sockets that speak https
  AddressRanges trusted_proxies{};     ///< whose words about their clients are believed
};

/// How much of a request's body is read.
struct BodyLimit {
  std::size_t bytes = 0;
  base::Duration time{};  ///< for all of it
  HttpResponse too_long;  ///< the answer to more bytes
};

/// A request that is answered as its body comes: the handler gets that in pieces, and may begin the
/// answer before it is whole.
struct ExchangeStart {
  std::unique_ptr<PeerHandler> handler;
  std::size_t max_body_bytes = 0;  ///< then on_oversized(), and 413 if that does not close
  base::Duration body_limit{};     ///< for all of the body: cut off
  HeaderFields headers{};          ///< of the answer, beside its own
};

/// How a connection goes on as a WebSocket.
struct WebSocketStart {
  std::unique_ptr<PeerHandler> handler;
  std::size_t max_text_bytes = 64 * 1024;  ///< text message: on_oversized()
  std::string subprotocol{};               ///< one of those offered; empty for none
  std::vector<std::pair<std::string, std::string>> headers{};  ///< of the upgrade's answer

  template <std::derived_from<PeerHandler> Handler>
  WebSocketStart(std::unique_ptr<Handler> on) : handler(std::move(on)) {}  // NOLINT(*-explicit-*)
};

/// What the server does with requests. Called on I/O threads, several at once: thread-safe, quick.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  /// Asked when a request's head is there, before its body is: the response that refuses it unread,
  /// the limit of a body that comes before handle() is asked, or who answers as it comes.
  using Admission = std::variant<HttpResponse, BodyLimit, ExchangeStart>;
  virtual Admission admit(const HttpRequest& head, BodyLimit usual) = 0;
  /// The answer to a request; of its body nothing is known but that it is over.
  virtual HttpResponse handle(const HttpRequest& request) = 0;
  /// A WebSocket upgrade: how to go on with it, or the response that refuses it.
  using Upgrade = std::variant<HttpResponse, WebSocketStart>;
  virtual Upgrade upgrade(const HttpRequest& request) = 0;
  /// Somebody connected to a listener of streams, ListeningSocket::served; null refuses it.
  virtual std::unique_ptr<PeerHandler> accept(const std::string& /*served*/,
                                              const std::string& /*address*/) {
    return nullptr;
  }
};

/// Listens on TCP ports for HTTP/1.1 and WebSockets, bare or over TLS. Owned by `app`. Runs its own
/// I/O threads.
class HttpServer {
 public:
  /// Takes over sockets that listen, and closes them in the end; accepts nobody before start().
  static base::Result<std::unique_ptr<HttpServer>> adopt(std::span<const ListeningSocket> sockets,
                                                         const ServerOptions& options);
  virtual ~HttpServer() = default;
  /// Once; the handler lives until the server is destroyed.
  virtual void start(std::shared_ptr<HttpHandler> handler) = 0;
  /// Closes the listeners, closes every WebSocket with `code` and `reason`, waits at most `limit`
  /// for them to go, and a second of it for whoever has come before to say what they want and be
  /// answered, then cuts off the rest and joins the threads. Idempotent.
  virtual void stop(std::uint16_t code, const std::string& reason, base::Duration limit) = 0;
  /// Runs `task` on each of the I/O threads, soon: who wants to know whether they are alive.
  virtual void post_to_all(const base::Task& task) = 0;
};

/// This machine's addresses that others on its network can reach, for the start lines.
std::vector<std::string> lan_addresses();

}  // namespace hotpin::net
