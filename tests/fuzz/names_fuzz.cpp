#include <cstdint>
#include <cstdlib>

#include "net/names/authority.hpp"
#include "net/proxy/address_ranges.hpp"
#include "server/access/known_names.hpp"

using namespace hotpin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto read = net::parse_authority(text)) {
    const bool is_v6 = read->host.find(':') != std::string::npos;
    const std::string host = is_v6 ? "[" + read->host + "]" : read->host;
    const auto again = net::parse_authority(read->port.empty() ? host : host + ":" + read->port);
    if (again != read) std::abort();
  }
  static_cast<void>(net::AddressRanges::parse(text));
  const std::string_view front = text.substr(0, size / 2);
  const std::string_view back = text.substr(size / 2);
  server::KnownNames names;
  const bool has_hosts = names.add_hosts(front).has_value();
  static_cast<void>(names.add_origins(front));
  if (has_hosts && names.has_host(back) && !net::parse_authority(back)) std::abort();
  static_cast<void>(names.allows_origin(back, front));
  return 0;
}
