#include "server/drain.hpp"

#include <thread>
#include <utility>

namespace hotpin::server {

void Drain::watch(const std::shared_ptr<session::VoiceSession>& session,
                  std::shared_ptr<base::Executor> executor) {
  const std::lock_guard lock(mutex_);
  watched_.remove_if([](const Watched& one) { return one.work.expired(); });
  watched_.push_back({session, session->work(), std::move(executor)});
  if (has_begun()) tell(watched_.back());
}

void Drain::watch(std::weak_ptr<void> work) {
  const std::lock_guard lock(mutex_);
  watched_.remove_if([](const Watched& one) { return one.work.expired(); });
  watched_.push_back({{}, std::move(work), {}});
}

void Drain::tell_all() {
  const std::lock_guard lock(mutex_);
  for (const Watched& one : watched_) tell(one);
}

bool Drain::wait_until_empty(base::Duration limit) {
  constexpr base::Duration kLook = std::chrono::milliseconds(20);
  const base::TimePoint until = std::chrono::steady_clock::now() + limit;
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      watched_.remove_if([](const Watched& one) { return one.work.expired(); });
      if (watched_.empty()) return true;
    }
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kLook);
  }
}

void Drain::tell(const Watched& watched) {
  if (!watched.executor) return;
  watched.executor->post([weak = watched.session] {
    if (const auto session = weak.lock())
      session->leave_after_turn({protocol::CloseReason::Kind::restarting, kReason});
  });
}

}  // namespace hotpin::server
