#include "net/listening_socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace hotpin::net {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return nullptr;
  return Addresses(found);
}

bool listen_on(int descriptor, const addrinfo& address) {
  const int yes = 1;  // a server that was just stopped can be started again
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  return bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 &&
         listen(descriptor, SOMAXCONN) == 0;
}

std::uint16_t port_of(int descriptor) {
  sockaddr_storage own{};
  socklen_t size = sizeof(own);
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size);
  return own.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6&>(own).sin6_port)
                                   : ntohs(reinterpret_cast<sockaddr_in&>(own).sin_port);
}

}  // namespace

base::Result<ListeningSocket> open_listening_socket(const std::string& host, std::uint16_t port) {
  const Addresses addresses = resolve(host, port);
  if (!addresses) {
    return base::Error{"cannot_listen", "\"" + host + "\" is no address of this machine"};
  }
  const int descriptor =
      socket(addresses->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor >= 0 && listen_on(descriptor, *addresses)) {
    return ListeningSocket{descriptor, port_of(descriptor)};
  }
  const int why = errno;
  if (descriptor >= 0) close(descriptor);
  const std::string what = why == EADDRINUSE
                               ? "it is in use; stop what uses it or take another port"
                               : std::strerror(why);
  return base::Error{"cannot_listen",
                     "cannot listen on " + host + " port " + std::to_string(port) + ": " + what};
}

}  // namespace hotpin::net
