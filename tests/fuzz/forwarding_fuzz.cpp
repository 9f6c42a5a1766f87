#include <cstdint>
#include <cstdlib>

#include "net/proxy/forwarded.hpp"
#include "net/proxy/proxy_protocol.hpp"

namespace net = hotpin::net;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const net::ProxyHeader header = net::read_proxy_header(text);
  if (header.state == net::ProxyHeader::State::whole && (header.bytes == 0 || header.bytes > size))
    std::abort();
  static const net::AddressRanges trusted = net::AddressRanges::parse("loopback, private").value();
  net::HttpRequest request;
  request.peer_address = "127.0.0.1";
  const std::string_view front = text.substr(0, size / 2);
  request.headers = {{"forwarded", std::string(front)},
                     {"x-forwarded-for", std::string(text.substr(size / 2))},
                     {"x-forwarded-proto", std::string(front)},
                     {"x-forwarded-host", std::string(front)}};
  net::apply_forwarding(request, trusted);
  if (!net::IpAddress::parse(request.peer_address)) std::abort();
  request.headers.erase(size % 2 == 0 ? "forwarded" : "x-forwarded-for");
  net::apply_forwarding(request, trusted);
  if (!net::IpAddress::parse(request.peer_address)) std::abort();
  return 0;
}
