#include "support/device/network.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace hotpin::tests::device {
namespace {

constexpr int kLookMs = 2;
/// What waits in one direction; then its sender is not read on.
constexpr std::size_t kMostLate = 64;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void send_at_once(int socket) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

}  // namespace

Network::Network(std::uint16_t server_port)
    : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), server_port_(server_port) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof(address);
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  const bool is_up = bind(listener_, plain, size) == 0 && listen(listener_, 16) == 0 &&
                     getsockname(listener_, plain, &size) == 0;
  if (!is_up) std::abort();
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

Network::~Network() {
  stopping_ = true;
  thread_.join();
  for (Pair& pair : pairs_) close_pair(pair, false);
  close(listener_);
}

void Network::cut() {
  const std::lock_guard lock(mutex_);
  for (auto pair = pairs_.begin(); pair != pairs_.end();) {
    if (pair->is_dark) {
      ++pair;
      continue;
    }
    close_pair(*pair, true);
    pair = pairs_.erase(pair);
  }
}

void Network::go_dark() {
  const std::lock_guard lock(mutex_);
  for (Pair& pair : pairs_) pair.is_dark = true;
}

void Network::split(std::size_t to_server, std::size_t to_device) {
  to_server_ = to_server;
  to_device_ = to_device;
}

void Network::heal() {
  delay_ms_ = 0;
  split(0, 0);
}

void Network::close_pair(Pair& pair, bool with_reset) {
  for (const int socket : {pair.up.from, pair.up.to}) {
    const linger at_once{1, 0};
    if (with_reset) setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(socket);
  }
}

void Network::run() {
  while (!stopping_) {
    pollfd ready{listener_, POLLIN, 0};
    if (poll(&ready, 1, kLookMs) > 0) accept_one();
    const std::lock_guard lock(mutex_);
    for (auto pair = pairs_.begin(); pair != pairs_.end();) {
      if (pair->is_dark) {
        ++pair;
        continue;
      }
      take(pair->up);
      take(pair->down);
      if (give(pair->up, to_server_) && give(pair->down, to_device_)) {
        ++pair;
      } else {
        close_pair(*pair, false);
        pair = pairs_.erase(pair);
      }
    }
  }
}

void Network::accept_one() {
  const int device = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (device < 0) return;
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(server_port_);
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    close(server);
    close(device);
    return;
  }
  send_at_once(device);
  send_at_once(server);
  const std::lock_guard lock(mutex_);
  pairs_.push_back({{device, server, {}}, {server, device, {}}});
}

void Network::take(Way& way) {
  std::array<char, 16 * 1024> bytes{};
  while (!way.is_ended && way.late.size() < kMostLate) {
    const ssize_t got = recv(way.from, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    way.is_ended = got <= 0;
    way.late.push_back({Clock::now() + std::chrono::milliseconds(delay_ms_),
                        {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))}});
  }
}

/// False when the connection is over.
bool Network::give(Way& way, std::size_t segment_bytes) {
  while (!way.late.empty() && way.late.front().due <= Clock::now()) {
    std::string& bytes = way.late.front().bytes;
    if (bytes.empty()) return false;
    std::size_t most = segment_bytes == 0 ? bytes.size() : std::min(segment_bytes, bytes.size());
    const ssize_t sent = send(way.to, bytes.data(), most, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    bytes.erase(0, static_cast<std::size_t>(sent));
    if (bytes.empty()) way.late.pop_front();
  }
  return true;
}

}  // namespace hotpin::tests::device
