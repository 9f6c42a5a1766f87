#include <cstdint>
#include <cstdlib>

#include "net/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (hotpin::net::parse_target(text).path.size() > size) std::abort();
  const auto url = hotpin::net::parse_websocket_url(text);
  if (url && (url->host.empty() || url->target.front() != '/')) std::abort();
  return 0;
}
