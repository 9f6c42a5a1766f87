#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "base/utf8.hpp"
#include "dialog/heard/heard_words.hpp"

// Whatever a recogniser writes, what is left is one line of valid text, no longer than it was.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string words = hotpin::dialog::heard_words(text);
  HOTPIN_ASSERT(hotpin::base::is_valid_utf8(words));
  HOTPIN_ASSERT(words.find_first_of("\n\r\t") == std::string::npos);
  HOTPIN_ASSERT(!words.starts_with(' ') && !words.ends_with(' '));
  HOTPIN_ASSERT(words.size() <= 3 * text.size());  // an invalid byte becomes three
  return 0;
}
