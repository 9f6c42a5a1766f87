#include <cstdint>
#include <cstdlib>

#include "base/dotenv/dotenv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto given =
      hotpin::base::parse_dotenv({reinterpret_cast<const char*>(data), size}, "fuzz",
                                 [](const std::string& name) -> std::optional<std::string> {
                                   if (name.size() > 2) return std::nullopt;
                                   return name;
                                 });
  if (!given && given.error().detail.find('\n') != std::string::npos) std::abort();
  return 0;
}
