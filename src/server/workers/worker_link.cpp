#include "server/workers/worker_link.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "server/workers/worker_wire.hpp"

namespace hotpin::server {
namespace {

void say(int supervisor, char what) { send(supervisor, &what, 1, MSG_NOSIGNAL); }

std::vector<net::ListeningSocket> sockets_in(const char* text) {
  std::vector<net::ListeningSocket> sockets;
  int descriptor = -1;
  int port = 0;
  char speaks = 0;
  for (int used = 0; std::sscanf(text, ":%d,%d,%c%n", &descriptor, &port, &speaks, &used) == 3;) {
    text += used;
    const std::string served(text, std::strcspn(text, ":"));
    text += served.size();
    sockets.push_back({descriptor, static_cast<std::uint16_t>(port),
                       static_cast<net::ListeningSocket::Speaks>(speaks), served});
  }
  return sockets;
}

/// The supervisor says when to go; Ctrl-C and a service manager's signals reach a worker too.
void leave_signals_to_the_supervisor() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);
}

}  // namespace

std::optional<WorkerLink> WorkerLink::inherited() {
  const char* const given = std::getenv(worker_wire::kVariable);
  if (given == nullptr) return std::nullopt;
  int number = 0;
  int supervisor = -1;
  int page = -1;
  int used = 0;
  const int read = std::sscanf(given, "%d:%d:%d%n", &number, &supervisor, &page, &used);
  std::vector<net::ListeningSocket> sockets;
  if (read == 3) sockets = sockets_in(given + used);
  unsetenv(worker_wire::kVariable);
  const bool is_worker = number >= 0 && number < static_cast<int>(base::SharedPage::kMaxWorkers);
  if (sockets.empty() || !is_worker) return std::nullopt;
  auto adopted = base::SharedPage::adopt(page, static_cast<std::size_t>(number));
  if (!adopted) return std::nullopt;
  for (const net::ListeningSocket& socket : sockets) fcntl(socket.descriptor, F_SETFD, FD_CLOEXEC);
  fcntl(supervisor, F_SETFD, FD_CLOEXEC);
  leave_signals_to_the_supervisor();
  return WorkerLink(std::move(sockets), supervisor, std::move(*adopted));
}

void WorkerLink::tell_ready() { say(supervisor_, worker_wire::kReady); }
void WorkerLink::tell_alive() { say(supervisor_, worker_wire::kAlive); }

WorkerLink::Order WorkerLink::wait() {
  pollfd watched{supervisor_, POLLIN, 0};
  const auto beat = std::chrono::duration_cast<std::chrono::milliseconds>(kBeat);
  if (poll(&watched, 1, static_cast<int>(beat.count())) <= 0) return Order::none;
  char order = 0;
  if (recv(supervisor_, &order, 1, 0) != 1) _exit(0);  // nobody is left to answer to
  if (order == worker_wire::kDrain) return Order::drain;
  return order == worker_wire::kRenew ? Order::renew : Order::none;
}

}  // namespace hotpin::server
