#include <cstdint>
#include <string_view>

#include "session/reply/parked_reply.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto reply = hotpin::session::parked_reply_in(bytes)) {
    static_cast<void>(hotpin::session::to_bytes(*reply));
  }
  return 0;
}
