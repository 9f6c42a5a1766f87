#include "engines/sherpa/protobuf.hpp"

#include <optional>

namespace hotpin::engines::sherpa {
namespace {

constexpr std::uint64_t kVarint = 0;
constexpr std::uint64_t kFixed64 = 1;
constexpr std::uint64_t kBytes = 2;
constexpr std::uint64_t kFixed32 = 5;

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 128; value >>= 7U) bytes += static_cast<char>(value | 128U);
  return bytes + static_cast<char>(value);
}

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

/// How many bytes the value takes that stands in front; a number is taken off at once.
std::optional<std::uint64_t> take_length(std::string_view& bytes, std::uint64_t wire_type) {
  switch (wire_type) {
    case kVarint:
      return take_varint(bytes) ? std::optional<std::uint64_t>(0) : std::nullopt;
    case kFixed64:
      return 8;
    case kBytes:
      return take_varint(bytes);
    case kFixed32:
      return 4;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string number_field(std::uint64_t number, std::uint64_t value) {
  return varint(number << 3U | kVarint) + varint(value);
}

std::string bytes_field(std::uint64_t number, std::string_view payload) {
  return varint(number << 3U | kBytes) + varint(payload.size()) + std::string(payload);
}

bool for_each_field(std::string_view message,
                    const std::function<void(std::uint64_t, std::string_view)>& take) {
  while (!message.empty()) {
    const auto key = take_varint(message);
    const auto length = key ? take_length(message, *key & 7U) : std::nullopt;
    if (!length || *length > message.size()) return false;
    const bool has_bytes = (*key & 7U) == kBytes;
    take(*key >> 3U, has_bytes ? message.substr(0, *length) : std::string_view());
    message.remove_prefix(*length);
  }
  return true;
}

}  // namespace hotpin::engines::sherpa
