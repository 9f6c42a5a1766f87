#include "net/server/server_state.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace hotpin::net {

void LiveSockets::add(LiveSocket* socket) {
  const std::lock_guard lock(mutex_);
  sockets_.insert(socket);
}

void LiveSockets::remove(LiveSocket* socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  if (sockets_.empty()) none_.notify_all();
}

void LiveSockets::close_all(std::uint16_t code, const std::string& reason) {
  // Under the lock, so that none of them can go while it is asked; request_close() only posts.
  const std::lock_guard lock(mutex_);
  for (LiveSocket* socket : sockets_) socket->request_close(code, reason);
}

void LiveSockets::wait_until_none(base::Duration limit) {
  std::unique_lock lock(mutex_);
  none_.wait_for(lock, limit, [this] { return sockets_.empty(); });
}

void LiveSockets::owe() {
  const std::lock_guard lock(mutex_);
  ++owed_;
}

void LiveSockets::pay() {
  const std::lock_guard lock(mutex_);
  if (--owed_ == 0) none_.notify_all();
}

void LiveSockets::wait_until_answered(base::Duration limit) {
  std::unique_lock lock(mutex_);
  none_.wait_for(lock, limit, [this] { return owed_ == 0; });
}

std::shared_ptr<void> owed_answer(const std::shared_ptr<ServerState>& server) {
  server->live.owe();
  return {server.get(), [server](void*) { server->live.pay(); }};
}

void cut_off_when_unacknowledged(int descriptor, base::Duration limit) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit);
  const auto value = static_cast<unsigned>(ms.count());
  setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, sizeof(value));
}

}  // namespace hotpin::net
