#include "support/raw_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace hotpin::tests {

RawSocket::RawSocket(std::uint16_t port, int receive_buffer_bytes)
    : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
  if (receive_buffer_bytes > 0) {
    setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof(receive_buffer_bytes));
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    std::perror("connect");
    std::abort();
  }
}

RawSocket::~RawSocket() {
  if (fd_ >= 0) close(fd_);
}

bool RawSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string RawSocket::read_until_closed(int limit_s, std::string_view enough) {
  std::string all;
  std::array<char, 4096> piece{};
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(limit_s);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd ready{fd_, POLLIN, 0};
    if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) <= 0) return all;
    const ssize_t got = recv(fd_, piece.data(), piece.size(), 0);
    if (got <= 0) return all;
    all.append(piece.data(), static_cast<std::size_t>(got));
    if (!enough.empty() && all.find(enough) != std::string::npos) return all;
  }
}

std::string RawSocket::read_some(std::size_t most, int wait_ms) {
  pollfd ready{fd_, POLLIN, 0};
  if (poll(&ready, 1, wait_ms) <= 0) return {};
  std::string bytes(most, '\0');
  const ssize_t got = recv(fd_, bytes.data(), most, 0);
  is_open_ = got > 0;
  bytes.resize(is_open_ ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

void RawSocket::reset() {
  const linger at_once{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(std::exchange(fd_, -1));
}

std::string http_exchange(std::uint16_t port, std::string_view request) {
  RawSocket socket(port);
  socket.send(request);
  return socket.read_until_closed(20);
}

}  // namespace hotpin::tests
