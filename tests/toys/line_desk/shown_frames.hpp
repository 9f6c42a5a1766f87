#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "frame_reader.hpp"

namespace hotpin::tests {

inline std::string shown(const protocols::line_desk::FrameReader::Part& part) {
  using protocols::line_desk::FrameReader;
  if (const auto* const head = std::get_if<FrameReader::Head>(&part))
    return boost::json::serialize(head->fields) + '\n';
  if (const auto* const payload = std::get_if<FrameReader::Payload>(&part))
    return {reinterpret_cast<const char*>(payload->bytes.data()), payload->bytes.size()};
  return "error: " + std::get<base::Error>(part).detail;
}

/// All that is read of `stream` when it comes in pieces of `size` bytes, written one behind the
/// other.
inline std::string shown_frames(std::string_view stream, std::size_t size) {
  protocols::line_desk::FrameReader reader;
  std::string all;
  for (; !stream.empty(); stream.remove_prefix(std::min(size, stream.size()))) {
    const std::string_view piece = stream.substr(0, size);
    std::span<const std::byte> bytes = std::as_bytes(std::span(piece));
    while (const auto part = reader.next(bytes)) all += shown(*part);
  }
  return all;
}

}  // namespace hotpin::tests
