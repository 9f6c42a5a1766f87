#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <mutex>

#include "base/executor.hpp"
#include "session/voice_session.hpp"

namespace hotpin::server {

/// The end of a server's service: conversations finish their turn and go, new ones are refused.
/// Shared by all connections; thread-safe.
class Drain {
 public:
  /// RFC 6455 and its registry: the server restarts, come back.
  static constexpr std::uint16_t kCloseCode = 1012;
  static constexpr const char* kReason = "service restart";

  /// Every conversation that is on is told when it begins; one that comes later is told at once.
  void watch(const std::shared_ptr<session::VoiceSession>& session,
             std::shared_ptr<base::Executor> executor);
  void begin();
  bool has_begun() const { return has_begun_; }
  /// Whether all conversations have gone, within `limit`. Blocks.
  bool wait_until_empty(base::Duration limit);

 private:
  struct Watched {
    std::weak_ptr<session::VoiceSession> session;
    std::weak_ptr<void> work;
    std::shared_ptr<base::Executor> executor;
  };
  static void tell(const Watched& watched);

  std::atomic<bool> has_begun_{false};
  std::mutex mutex_;
  std::list<Watched> watched_;  // those that have gone are dropped as others come
};

}  // namespace hotpin::server
