#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/access/key_file.hpp"

/// A file of keys; what was read is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hotpin;
  const auto keys = server::parse_keys({reinterpret_cast<const char*>(data), size});
  if (!keys) return 0;
  std::string written;
  for (const server::KeyEntry& entry : *keys) written += server::key_line(entry) + "\n";
  const auto again = server::parse_keys(written);
  if (!again || *again != *keys) std::abort();
  return 0;
}
