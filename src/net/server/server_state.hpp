#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

#include "base/clock.hpp"
#include "base/limits/evicting_places.hpp"
#include "net/server/http_server.hpp"

namespace hotpin::net {

/// A connection that stays, as the server's stop reaches it.
class LiveSocket {
 public:
  virtual ~LiveSocket() = default;
  /// From any thread.
  virtual void request_close(std::uint16_t code, const std::string& reason) = 0;
};

/// The connections that stay, and the clients that wait for an answer. Owned by the server;
/// thread-safe.
class LiveSockets {
 public:
  void add(LiveSocket* socket);
  void remove(LiveSocket* socket);
  void close_all(std::uint16_t code, const std::string& reason);
  void wait_until_none(base::Duration limit);

  void owe();
  void pay();
  void wait_until_answered(base::Duration limit);

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::unordered_set<LiveSocket*> sockets_;
  std::size_t owed_ = 0;
};

/// What all connections of a server share; the last of them lets it go.
struct ServerState {
  ServerOptions options;
  std::shared_ptr<HttpHandler> handler;
  LiveSockets live;
  std::atomic<std::size_t> connections{0};
  /// Connections that have not said what they want, as the TLS handshake or a request's head is not
  /// whole: a quarter of all, and of one network a quarter of those. At the bound the oldest is
  /// closed, so that sockets that say nothing keep nobody out.
  base::SharedPage::Cell waiting_count{0};
  std::shared_ptr<base::EvictingPlaces> waiting;
};

/// An answer is owed until what this gives is let go.
std::shared_ptr<void> owed_answer(const std::shared_ptr<ServerState>& server);

/// The system gives a connection up of which what was sent is not acknowledged for so long.
void cut_off_when_unacknowledged(int descriptor, base::Duration limit);

}  // namespace hotpin::net
