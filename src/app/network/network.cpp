#include "app/network/network.hpp"

#include <unistd.h>

#include <array>

#include "app/protocols/protocols.hpp"
#include "app/tls.hpp"

namespace hotpin::app {
namespace {

using Speaks = net::ListeningSocket::Speaks;

base::Error wrong(const base::Settings& settings, const char* name, const base::Error& why) {
  return {"bad_setting", settings.blamed(name) + "; " + why.detail};
}

}  // namespace

base::Result<net::ListenAddress> listen_address(const base::Settings& settings) {
  auto address = net::parse_listen_address(settings.text("SERVER_HOST"));
  if (!address) return wrong(settings, "SERVER_HOST", address.error());
  const auto port = static_cast<std::uint16_t>(settings.integer("SERVER_PORT"));
  if (address->port != 0 && settings.is_given("SERVER_PORT") && port != address->port) {
    return wrong(settings, "SERVER_HOST",
                 {"", "its port is not " + std::to_string(port) +
                          " of SERVER_PORT; write the port into one of the two"});
  }
  if (address->scheme == "https" && !wants_tls(settings))
    return wrong(settings, "SERVER_HOST", {"", "for https set HOTPIN_TLS=1 (--tls)"});
  if (address->port == 0) address->port = port;
  return address;
}

base::Result<net::AddressRanges> trusted_proxies(const base::Settings& settings) {
  auto ranges = net::AddressRanges::parse(settings.text("HOTPIN_TRUSTED_PROXIES"));
  if (!ranges) return wrong(settings, "HOTPIN_TRUSTED_PROXIES", ranges.error());
  return ranges;
}

base::Result<server::KnownNames> known_names(const base::Settings& settings) {
  server::KnownNames names;
  if (const auto added = names.add_hosts(settings.text("HOTPIN_ALLOWED_HOSTS")); !added)
    return wrong(settings, "HOTPIN_ALLOWED_HOSTS", added.error());
  if (const auto added = names.add_origins(settings.text("HOTPIN_ALLOWED_ORIGINS")); !added)
    return wrong(settings, "HOTPIN_ALLOWED_ORIGINS", added.error());
  std::array<char, 256> own{};
  if (gethostname(own.data(), own.size() - 1) == 0) {
    names.add_own_name(own.data());
    names.add_own_name(std::string(own.data()) + ".local");
  }
  const auto address = listen_address(settings);
  if (!address) return address.error();
  for (const std::string& host : address->hosts) names.add_own_name(host);
  return names;
}

base::Status check_network(const base::Settings& settings) {
  if (const auto ranges = trusted_proxies(settings); !ranges) return ranges.error();
  if (const auto names = known_names(settings); !names) return names.error();
  return base::ok();
}

base::Result<std::vector<net::ListeningSocket>> open_sockets(const base::Settings& settings) {
  const auto address = listen_address(settings);
  if (!address) return address.error();
  std::vector<net::ListeningSocket> sockets;
  const auto open = [&](std::uint16_t port, Speaks speaks,
                        const std::string& served = {}) -> base::Status {
    auto opened = net::open_listening_sockets(address->hosts, port);
    if (!opened && opened.error().code == net::kUnknownHost)
      return wrong(settings, "SERVER_HOST", opened.error());
    if (!opened) return opened.error();
    for (net::ListeningSocket& socket : *opened) {
      socket.speaks = speaks;
      socket.served = served;
      sockets.push_back(socket);
    }
    return base::ok();
  };
  const auto tls_port = static_cast<std::uint16_t>(settings.integer("HOTPIN_TLS_PORT"));
  const bool is_shared = wants_tls(settings) && tls_port == 0;
  if (const auto opened = open(address->port, is_shared ? Speaks::either : Speaks::http); !opened)
    return opened.error();
  if (tls_port != 0) {
    if (const auto opened = open(tls_port, Speaks::https); !opened) return opened.error();
  }
  for (const auto& [name, served] : make_protocols({settings, nullptr})) {
    for (const std::uint16_t port : served->stream_ports()) {
      if (const auto opened = open(port, Speaks::stream, name); !opened) return opened.error();
    }
  }
  return sockets;
}

}  // namespace hotpin::app
