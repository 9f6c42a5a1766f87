#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "toys/line_desk/shown_frames.hpp"

/// The first byte says in which pieces the others come: they hold the same frames as the whole.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data + 1), size - 1);
  HOTPIN_ASSERT(hotpin::tests::shown_frames(stream, std::size_t{1} + data[0]) ==
                hotpin::tests::shown_frames(stream, size));
  return 0;
}
