#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocol/image_header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hotpin::protocol;
  const auto header = read_image_header({reinterpret_cast<const char*>(data), size});
  if (!header) return 0;
  const auto is_side = [](std::uint32_t side) { return side >= 1 && side <= kMaxImageSide; };
  if (!is_side(header->width) || !is_side(header->height)) std::abort();
  return 0;
}
