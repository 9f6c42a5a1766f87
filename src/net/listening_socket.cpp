#include "net/listening_socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

#include "base/ascii.hpp"
#include "net/names/authority.hpp"
#include "net/names/ip_address.hpp"
#include "net/names/list.hpp"

namespace hotpin::net {
namespace {

/// How often a free port of one address is looked for that is free on the others, too.
constexpr int kMostTries = 20;
constexpr const char* kForm =
    "write an address or name of this machine, e.g. 127.0.0.1, localhost, 0.0.0.0 or ::, and the "
    "port into SERVER_PORT";

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

/// A place to bind, without its port.
struct Place {
  sockaddr_storage address{};
  socklen_t size = 0;
  bool is_every_family = false;
};

bool is_same(const Place& one, const Place& other) {
  return one.size == other.size && std::memcmp(&one.address, &other.address, one.size) == 0;
}

/// Adds what `host` means.
bool resolve(const std::string& host, std::vector<Place>& places) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return false;
  const Addresses owner(found);
  for (; found != nullptr; found = found->ai_next) {
    Place place{.size = found->ai_addrlen, .is_every_family = host == "::"};
    std::memcpy(&place.address, found->ai_addr, found->ai_addrlen);
    const auto is_known = [&](const Place& other) { return is_same(place, other); };
    if (std::none_of(places.begin(), places.end(), is_known)) places.push_back(place);
  }
  return true;
}

/// Takes away what another place holds already: two sockets cannot share it.
void drop_covered(std::vector<Place>& places) {
  const auto is_v4_wildcard = [](const Place& place) {
    return place.address.ss_family == AF_INET &&
           reinterpret_cast<const sockaddr_in&>(place.address).sin_addr.s_addr == INADDR_ANY;
  };
  const auto every = std::find_if(places.begin(), places.end(),
                                  [](const Place& place) { return place.is_every_family; });
  if (every != places.end()) {
    places = {*every};
  } else if (std::any_of(places.begin(), places.end(), is_v4_wildcard)) {
    const auto is_covered = [&](const Place& place) {
      return place.address.ss_family == AF_INET && !is_v4_wildcard(place);
    };
    places.erase(std::remove_if(places.begin(), places.end(), is_covered), places.end());
  }
}

std::vector<std::string> meant_by(const std::string& host) {
  if (host == "localhost") return {"127.0.0.1", "::1"};  // whatever the hosts file says
  if (host == "*") return {"::"};
  return {host};
}

std::uint16_t port_of(int descriptor) {
  sockaddr_storage own{};
  socklen_t size = sizeof(own);
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size);
  return own.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6&>(own).sin6_port)
                                   : ntohs(reinterpret_cast<sockaddr_in&>(own).sin_port);
}

/// A socket that listens, or -1 and errno.
int listen_at(Place place, std::uint16_t port) {
  const bool is_v6 = place.address.ss_family == AF_INET6;
  if (is_v6) reinterpret_cast<sockaddr_in6&>(place.address).sin6_port = htons(port);
  else reinterpret_cast<sockaddr_in&>(place.address).sin_port = htons(port);
  const int descriptor =
      socket(place.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -1;
  const int yes = 1;  // a server that was just stopped can be started again
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  const int is_v6_only = place.is_every_family ? 0 : 1;  // whatever the system's default is
  if (is_v6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &is_v6_only, sizeof(is_v6_only));
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&place.address), place.size) == 0 &&
      listen(descriptor, SOMAXCONN) == 0)
    return descriptor;
  const int why = errno;
  close(descriptor);
  errno = why;
  return -1;
}

void close_all(std::vector<ListeningSocket>& sockets) {
  for (const ListeningSocket& socket : sockets) close(socket.descriptor);
  sockets.clear();
}

/// All of `places` on one port. Empty and errno when one is taken, or none can be had.
std::vector<ListeningSocket> listen_at_all(const std::vector<Place>& places, std::uint16_t port) {
  std::vector<ListeningSocket> sockets;
  int why = EADDRNOTAVAIL;
  for (const Place& place : places) {
    const int descriptor = listen_at(place, sockets.empty() ? port : sockets.front().port);
    if (descriptor >= 0) {
      sockets.push_back({descriptor, port_of(descriptor)});
      continue;
    }
    why = errno;
    if (why == EADDRNOTAVAIL || why == EAFNOSUPPORT) continue;  // no such family here
    close_all(sockets);
    break;
  }
  errno = why;
  return sockets;
}

base::Error cannot_listen(const std::string& where, std::uint16_t port, int why) {
  const std::string what = why == EADDRINUSE
                               ? "it is in use; stop what uses it or take another port"
                           : why == EADDRNOTAVAIL ? "this machine has no such address"
                                                  : std::strerror(why);
  return {"cannot_listen",
          "cannot listen on " + where + " port " + std::to_string(port) + ": " + what};
}

/// One entry; false when it is no address. Takes its scheme and port along.
bool read_entry(std::string_view entry, ListenAddress& address) {
  const std::size_t mark = entry.find("://");
  std::string_view authority = entry;
  if (mark != std::string_view::npos) {
    address.scheme = base::to_lower(entry.substr(0, mark));
    if (address.scheme != "http" && address.scheme != "https") return false;
    authority.remove_prefix(mark + 3);
    if (authority.ends_with('/')) authority.remove_suffix(1);
  }
  const bool is_any = authority == "*" || authority.starts_with("*:");
  // "*" is no name: one of the same length stands in for it.
  const std::string written =
      is_any ? "0" + std::string(authority.substr(1)) : std::string(authority);
  const bool has_zone = authority.find('%') != std::string_view::npos;  // of a link-local address
  const auto at = parse_authority(written);
  if (!at) return false;
  address.hosts.push_back(is_any ? "*" : has_zone && at->port.empty() ? written : at->host);
  const auto port = static_cast<std::uint16_t>(at->port.empty() ? 0 : std::stoi(at->port));
  if (port != 0 && address.port != 0 && port != address.port) return false;
  if (port != 0) address.port = port;
  return true;
}

}  // namespace

base::Result<ListenAddress> parse_listen_address(std::string_view text) {
  ListenAddress address;
  for (const std::string& entry : split_list(text)) {
    if (!read_entry(entry, address))
      return base::Error{"cannot_listen", "\"" + entry + "\" is no address to listen on; " + kForm};
  }
  if (address.hosts.empty()) return base::Error{"cannot_listen", kForm};
  return address;
}

bool is_every_address(const std::string& host) {
  const auto address = IpAddress::parse(host);
  return host == "*" || (address && (*address == *IpAddress::parse("0.0.0.0") ||
                                     *address == *IpAddress::parse("::")));
}

base::Result<std::vector<ListeningSocket>> open_listening_sockets(
    const std::vector<std::string>& hosts, std::uint16_t port) {
  std::vector<Place> places;
  for (const std::string& host : hosts) {
    for (const std::string& name : meant_by(host)) {
      if (!resolve(name, places)) {
        return base::Error{kUnknownHost,
                           "\"" + host + "\" is no address or name of this machine; " + kForm};
      }
    }
  }
  drop_covered(places);
  for (int tries = 0;; ++tries) {
    auto sockets = listen_at_all(places, port);
    if (!sockets.empty()) return sockets;
    const int why = errno;
    const bool lacks_v6 = why == EADDRNOTAVAIL || why == EAFNOSUPPORT;
    if (lacks_v6 && hosts == std::vector<std::string>{"*"})
      return open_listening_sockets({"0.0.0.0"}, port);
    const bool may_try = port == 0 && why == EADDRINUSE && tries < kMostTries;
    if (!may_try) return cannot_listen(join_list(hosts), port, why);
  }
}

}  // namespace hotpin::net
