#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocol/multipart.hpp"

// The first line is the content type, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hotpin::protocol;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = std::min(input.find('\n'), input.size());
  const std::string_view body = input.substr(std::min(line_end + 1, input.size()));
  const auto boundary = form_boundary(input.substr(0, line_end));
  const auto parts = parse_form(body, boundary.value_or("B"));
  if (!parts) return 0;
  std::size_t bytes = 0;
  for (const FormPart& part : *parts) {
    bytes += part.content.size();
    const bool is_inside = part.content.data() >= body.data() &&
                           part.content.data() + part.content.size() <= body.data() + body.size();
    if (!is_inside) std::abort();
  }
  if (bytes > body.size() || parts->size() > kMaxFormParts) std::abort();
  return 0;
}
