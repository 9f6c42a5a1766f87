#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "base/executor.hpp"
#include "base/shared_page.hpp"
#include "session/voice_session.hpp"

namespace hotpin::server {

/// The end of a server's service: conversations finish their turn and go, jobs end, and new ones
/// are refused. Shared by all connections of a worker; thread-safe.
class Drain {
 public:
  static constexpr const char* kReason = "service restart";
  /// Of the page: not 0 once the server ends. The supervisor sets it before it orders its workers
  /// to go, or one that has not heard yet would still take whom another refuses.
  static constexpr const char* kHasBegun = "server.ends";

  explicit Drain(base::SharedPage& page) : has_begun_(page.cell(kHasBegun)) {}

  /// Every conversation that is on is told by tell_all(); one that comes later is told at once.
  void watch(const std::shared_ptr<session::VoiceSession>& session,
             std::shared_ptr<base::Executor> executor);
  /// Work that ends by itself, and expires then, is waited for.
  void watch(std::weak_ptr<void> work);
  void tell_all();
  bool has_begun() const { return has_begun_ != 0; }
  /// Whether all conversations and jobs have gone, within `limit`. Blocks.
  bool wait_until_empty(base::Duration limit);

 private:
  struct Watched {
    std::weak_ptr<session::VoiceSession> session;
    std::weak_ptr<void> work;
    std::shared_ptr<base::Executor> executor;
  };
  static void tell(const Watched& watched);

  const base::SharedPage::Cell& has_begun_;
  std::mutex mutex_;
  std::list<Watched> watched_;  // those that have gone are dropped as others come
};

}  // namespace hotpin::server
